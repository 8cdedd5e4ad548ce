#!/usr/bin/env python3
"""The examples of specifications as articles, for sites.py: examples.py FOLDER FILE…

FILE is CommonMark's or GitHub's spec.txt, or one of html5lib's tests of tree construction or of the tokenizer (.dat, .test).
"""

import json
import re
import sys
from pathlib import Path


def markdown_examples(text):
    for example in re.finditer(r"^`{32} example[^\n]*\n(.*?)^\.\n.*?^`{32}$", text, re.M | re.S):
        yield example[1].replace("→", "\t")


def html_examples(text):
    for test in re.split(r"(?:^|\n)#data\n", text)[1:]:
        yield re.split(r"\n#(?:errors|document|new-errors)\b", test)[0]


def tokenizer_examples(text):
    for test in json.loads(text).get("tests", []):
        content = test["input"]
        yield content.encode().decode("unicode_escape", "replace") if test.get("doubleEscaped") else content


KINDS = {".txt": (markdown_examples, ".md"), ".dat": (html_examples, ".html"), ".test": (tokenizer_examples, ".html")}


def main():
    folder = Path(sys.argv[1])
    for name in map(Path, sys.argv[2:]):
        examples, extension = KINDS[name.suffix]
        place = folder / name.parent.name / name.stem
        place.mkdir(parents=True, exist_ok=True)
        for number, example in enumerate(examples(name.read_bytes().decode("utf-8", "replace")), 1):
            (place / f"{number:04}{extension}").write_bytes(example.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
