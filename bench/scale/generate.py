#!/usr/bin/env python3
"""Make a documentation site: generate.py FOLDER [ARTICLES [LANGUAGES]]

Articles of half a kilobyte to a megabyte, most of them small as on real sites; the same ones each time. Every tenth sentence
has a translation in each language, and the translation is a good one as far as the checks can tell. Everything is made up
from a list of words.
"""

import argparse
import random
import re
import sys
from pathlib import Path

WORDS = ("river bridge harvest market village lantern valley carriage orchard meadow winter summer morning evening window "
         "garden traveller baker miller road forest mountain station letter ship harbour captain weather storm kitchen "
         "table bread apple honey candle mirror clock tower castle soldier song story teacher pupil school paper").split()
VERBS = "crosses follows reaches remembers passes finds leaves watches meets keeps carries opens".split()


def sentence(random_):
    words = [random_.choice(WORDS) for _ in range(random_.randint(3, 9))]
    return f"The {words[0]} of the {words[1]} {random_.choice(VERBS)} the {' '.join(words[2:])} {random_.choice(WORDS)}."


def translated(text):
    """A translation that no check objects to: other letters."""
    return text.translate(str.maketrans("aeioubcdfglmnprst", "eioaucbfdlgnmrpts")).capitalize()


HEADER = """msgid ""
msgstr ""
"Project-Id-Version: site\\n"
"PO-Revision-Date: 2020-01-01 00:00+0000\\n"
"Last-Translator: Nobody\\n"
"Language-Team: none\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def size_of(random_):
    """Half a kilobyte to a megabyte, two kilobytes in the middle."""
    return min(1 << 20, max(512, int(random_.lognormvariate(7.6, 1.1))))


def generate(folder, articles, languages):
    (folder / "localize.yaml").parent.mkdir(parents=True, exist_ok=True)
    (folder / "localize.yaml").write_text(f"languages: [{', '.join(languages)}]\n")
    seeds = random.Random(8)
    for number in range(articles):
        random_ = random.Random(seeds.getrandbits(64))
        size, text, sentences = size_of(random_), [f"# {sentence(random_)[:-1]}\n"], []
        length = 0
        while length < size:
            paragraph = [sentence(random_) for _ in range(random_.randint(1, 6))]
            sentences += paragraph
            text.append(" ".join(paragraph) + "\n")
            length += len(text[-1]) + 1
        name = f"part{number // 1000:02}/section{number // 50 % 20:02}/article{number:05}.md"
        path = folder / "input" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(text))
        chosen = list(dict.fromkeys(sentences[::10]))
        for language in languages:
            catalog = folder / "po" / language / (name + ".po")
            catalog.parent.mkdir(parents=True, exist_ok=True)
            catalog.write_text(
                HEADER
                + "".join(f'\nmsgid "{text}"\nmsgstr "{translated(text)}"\n' for text in chosen))


def main(arguments):
    parser = argparse.ArgumentParser(description="Make a documentation site, the same one each time.")
    parser.add_argument("folder", type=Path, help="where to; it must not be there yet")
    parser.add_argument("articles", type=int, nargs="?", default=50000, help="how many (50000)")
    parser.add_argument("languages", nargs="?", default="az,de,fr", help="into which, with commas between (az,de,fr)")
    options = parser.parse_args(arguments)
    languages = options.languages.split(",")
    if options.articles < 1:
        parser.error(f"{options.articles} articles are none; give a number from 1 on")
    if not all(re.fullmatch("[A-Za-z0-9@_-]+", language) for language in languages):
        parser.error(f"“{options.languages}” is no list of languages; give it as az,de,fr")
    if options.folder.exists():
        parser.error(f"{options.folder} is there already; name a new folder")
    generate(options.folder, options.articles, languages)


if __name__ == "__main__":
    main(sys.argv[1:])
