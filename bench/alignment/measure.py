#!/usr/bin/env python3
"""How well “localize adopt” aligns articles whose translation is known: measure.py PROGRAM ROWS.tsv [--seed N] [--show N]

ROWS.tsv has a header row of “document” and language tags, the source in “en”, tabs between. Each document becomes an
article of paragraphs of one to five rows, in the source's language and in each other one. Then a tenth of the rows is
merged with the next one, split in two, or dropped, on either side. A pair that is called sure is right if both of its
texts are of the same rows, and of the same parts of them.
"""

import argparse
import collections
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MARKS = ".!?…"


def capital(text):
    return text[:1].upper() + text[1:]


def small(text):
    return text[:1].lower() + text[1:]


def merged(first, second):
    return first.rstrip(MARKS + "\"”“»") + ", " + small(second)


def split(text):
    """TEXT as two sentences, cut at a comma near its middle or between words; None if it is too short."""
    commas = [m.start() for m in re.finditer(r", ", text) if 15 < m.start() < len(text) - 15]
    if commas:
        at = min(commas, key=lambda place: abs(place - len(text) / 2))
        return text[:at].rstrip() + ". " + capital(text[at + 2:])
    words = text.split(" ")
    if len(words) < 8:
        return None
    middle = len(words) // 2
    return " ".join(words[:middle]).rstrip(",;:") + ". " + capital(" ".join(words[middle:]))


class Side:
    """One side of an article: pieces of text with the rows that they are of."""

    def __init__(self, texts):
        self.pieces = [(text, [(row, len(text))]) for row, text in enumerate(texts)]  # text, [(row, size)]
        self.blocks = list(range(len(texts)))

    def change(self, kind, index):
        text, rows = self.pieces[index]
        if kind == "drop":
            self.pieces[index] = ("", [])
        elif kind == "split":
            cut = split(text)
            if cut is None:
                return False
            self.pieces[index] = (cut, [(index, len(cut))])
        else:
            other, other_rows = self.pieces[index + 1]
            joined = merged(text, other)
            self.pieces[index] = (joined, [(index, len(joined) - len(other)), (index + 1, len(other))])
            self.pieces[index + 1] = ("", [])
        return True

    def write(self, paragraph_of):
        """The text of the article, and of each of its characters the row that it is of."""
        text, owners, last = "", [], None
        for index, (piece, rows) in enumerate(self.pieces):
            if not piece:
                continue
            if text:
                gap = " " if paragraph_of[index] == last else "\n\n"
                text += gap
                owners += [None] * len(gap)
            last = paragraph_of[index]
            for row, size in rows:
                owners += [row] * size
            text += piece
        return text + "\n", owners + [None]


def make(rows, source, target, random_):
    """The two sides of an article."""
    one, other = Side([row[source] for row in rows]), Side([row[target] for row in rows])
    paragraph, left, paragraph_of = 0, 0, []
    for _ in rows:
        if left == 0:
            paragraph, left = paragraph + 1, random_.randint(1, 5)
        paragraph_of.append(paragraph)
        left -= 1
    index = 0
    while index < len(rows):
        step = 1
        if random_.random() < 0.1:
            kind = random_.choice(["merge", "split", "drop"])
            side = random_.choice([one, other])
            together = index + 1 < len(rows) and paragraph_of[index] == paragraph_of[index + 1]
            if kind == "merge" and not together:
                kind = "drop"
            if side.change(kind, index) and kind == "merge":
                step = 2
        index += step
    return one.write(paragraph_of), other.write(paragraph_of)


def shares(text, owners, begin, end):
    """Of each row that has characters in [begin, end), how much of it they are."""
    whole = collections.Counter(owner for owner in owners if owner is not None)
    part = collections.Counter(owner for owner in owners[begin:end] if owner is not None)
    return {row: count / whole[row] for row, count in part.items()}


def places(text, needle):
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def is_right(source, target, msgid, msgstr):
    for at in places(source[0], msgid):
        one = shares(*source, at, at + len(msgid))
        for other_at in places(target[0], msgstr):
            other = shares(*target, other_at, other_at + len(msgstr))
            if one.keys() == other.keys() and all(abs(one[row] - other[row]) < 0.35 for row in one):
                return True
    return False


def has_translation(source, target, msgid):
    there = {owner for owner in target[1] if owner is not None}
    at = source[0].find(msgid)
    return at >= 0 and any(row in there for row in shares(*source, at, at + len(msgid)))


def read_catalog(path):
    """The entries of a catalog: (msgid, msgstr, fuzzy)."""
    entries, fuzzy, field, values = [], False, None, {}
    for line in path.read_text().splitlines() + [""]:
        if not line:
            if values.get("msgid"):
                entries.append((values["msgid"], values.get("msgstr", ""), fuzzy))
            fuzzy, field, values = False, None, {}
        elif line.startswith("#,"):
            fuzzy = "fuzzy" in line
        elif line.startswith("#"):
            continue
        else:
            if not line.startswith('"'):
                field, line = line.split(" ", 1)
            values[field] = values.get(field, "") + json.loads(line)
    return entries


def measure(program, documents, source, target, seed, show):
    random_ = random.Random(seed)
    counts = collections.Counter()
    folder = Path(tempfile.mkdtemp(prefix="localize-alignment-"))
    sides = {}
    for name, rows in documents.items():
        sides[name] = make(rows, source, target, random_)
        for place, (text, _) in zip(("input", "translated"), sides[name]):
            folder.joinpath(place).mkdir(exist_ok=True)
            folder.joinpath(place, name + ".txt").write_text(text)
    subprocess.run([program, "adopt", "-q", "--lang", target, "input", "translated"], cwd=folder, check=True)
    for name, (one, other) in sides.items():
        for msgid, msgstr, fuzzy in read_catalog(folder / "po" / target / (name + ".txt.po")):
            counts["sentences"] += 1
            counts["translatable"] += has_translation(one, other, msgid)
            if not msgstr:
                continue
            right = is_right(one, other, msgid, msgstr)
            counts["fuzzy" if fuzzy else "sure"] += 1
            counts["fuzzy right" if fuzzy else "sure right"] += right
            if not fuzzy and not right and show > 0:
                show -= 1
                print(f"  {name}\n    {msgid}\n    {msgstr}")
    shutil.rmtree(folder)
    return counts


def main():
    parser = argparse.ArgumentParser(description="Measure “localize adopt” on articles whose translation is known.")
    parser.add_argument("program")
    parser.add_argument("rows")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many of the pairs that are wrong")
    options = parser.parse_args()
    program = str(Path(options.program).resolve())
    lines = Path(options.rows).read_text().splitlines()
    header = lines[0].split("\t")
    documents = collections.defaultdict(list)
    for line in lines[1:]:
        row = dict(zip(header, line.split("\t")))
        documents[row["document"]].append(row)
    print(f"{'':8} {'sentences':>9} {'sure':>6} {'right':>8} {'of those with a translation':>28} {'fuzzy':>6} {'right':>6}")
    for target in header[2:]:
        counts = measure(program, documents, header[1], target, options.seed, options.show)
        print(f"{target:8} {counts['sentences']:9} {counts['sure']:6} {counts['sure right'] / counts['sure']:8.2%}"
              f" {counts['sure'] / counts['translatable']:28.2%} {counts['fuzzy']:6}"
              f" {counts['fuzzy right'] / max(counts['fuzzy'], 1):6.1%}")


if __name__ == "__main__":
    sys.exit(main())
