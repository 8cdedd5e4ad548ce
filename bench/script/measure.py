#!/usr/bin/env python3
"""How well, and how fast, Serbian goes from one script to the other: measure.py PROGRAM ROWS.tsv [--show] [--speed]

ROWS is a table with a header row of language tags and tabs between, with the same text in columns named en, sr and
sr-Latn. The two Serbian columns were edited separately, so only those rows count in which GNU gettext's recode-sr-latin
(which must be installed) makes the second of the first. Printed are, of these rows,

  to Latin     how many come out as in the second column
  to Cyrillic  how many of the characters come out as in the first column, with all words and without the foreign ones

A word is foreign if the first column keeps it in Latin letters, and it has a q, w, x or y or stands in the English
column just so; names that are written as they are spoken are not. Some
of the first column was typed with Latin letters that look Cyrillic; they are taken for what they look like.

Needs nothing but Python, and a folder to write to.
"""

import argparse
import collections
import difflib
import os
import re
import resource
import subprocess
import sys
import tempfile

LETTER = r"[^\W\d_]"
WORD = re.compile(f"{LETTER}+")
ALIKE = str.maketrans("aeopcxyjABEKMHOPCTXJ", "аеорсхујАВЕКМНОРСТХЈ")
ALONE = "aoc"         # what stands for words of one letter
COPIES = 400          # of the rows, to measure the time with


def convert(program, to, text):
    """TEXT in the script TO, and the seconds of a processor that the program took."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/rows.txt", "w", encoding="utf-8") as out:
            out.write(text)
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        run = subprocess.run([program, "script", "--to", to, "--format", "plain", f"{folder}/rows.txt"],
                             capture_output=True, check=True)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return run.stdout.decode(), end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime


def convert_rows(program, to, rows):
    lines = convert(program, to, "".join(row + "\n" for row in rows))[0].split("\n")[:-1]
    if len(lines) != len(rows):
        sys.exit(f"{len(rows)} rows became {len(lines)}")
    return lines


def recode(rows):
    run = subprocess.run(["recode-sr-latin"], input="".join(row + "\n" for row in rows), capture_output=True, text=True,
                         check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return run.stdout.split("\n")[:-1]


def mend(text, source):
    """TEXT with the Latin letters that look Cyrillic made so: in words with others, and, where there are such, in all
    words of them but the SOURCE's."""
    typed_so = any(re.search("[\u0400-\u04ff]", word) and re.search("[A-Za-z]", word) for word in WORD.findall(text))

    def mend_word(match):
        word = match.group()
        alike = typed_so and word not in source and re.fullmatch("[aeopcxyjABEKMHOPCTXJ]+", word)
        alone = word in ALONE and len(word) == 1
        return word.translate(ALIKE) if re.search("[\u0400-\u04ff]", word) or alike or alone else word

    return WORD.sub(mend_word, text)


def is_foreign(reference, latin, source):
    """Whether the part REFERENCE of a row, between spaces, is or has a foreign word."""
    kept = set(WORD.findall(reference)) & set(WORD.findall(latin))
    return any(re.search("[qwxyQWXY]", word) or word in source for word in kept if re.search("[A-Za-z]", word))


def measure_cyrillic(program, rows, show):
    counts = {False: 0, True: 0}
    wrong = {False: 0, True: 0}
    seen = collections.Counter()
    converted = convert_rows(program, "sr-Cyrl", [row["sr-Latn"] for row in rows])
    for row, line in zip(rows, converted):
        source = set(WORD.findall(row["en"]))
        parts = [text.split(" ") for text in (mend(row["sr"], source), line, row["sr-Latn"])]
        for reference, given, latin in zip(*parts):
            foreign = is_foreign(reference, latin, source)
            right = sum(block.size for block in
                        difflib.SequenceMatcher(None, reference, given, autojunk=False).get_matching_blocks())
            counts[foreign] += len(reference) + 1
            wrong[foreign] += max(len(reference), len(given)) - right
            if reference != given:
                seen[foreign, latin, given, reference] += 1
    for (foreign, latin, given, reference), count in sorted(seen.items()) if show else []:
        print(f"    {count} {'foreign' if foreign else 'ours   '} {latin} → {given}, for {reference}")
    every, all_wrong = sum(counts.values()), sum(wrong.values())
    print(f"to Cyrillic: {100 - 100 * all_wrong / every:.3f} % of {every} characters; without foreign words "
          f"{100 - 100 * wrong[False] / counts[False]:.3f} % of {counts[False]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("rows")
    parser.add_argument("--show", action="store_true", help="print the words that differ")
    parser.add_argument("--speed", action="store_true", help="the time for many copies of all rows, alone")
    options = parser.parse_args()
    with open(options.rows, encoding="utf-8") as file:
        header, *lines = [line.rstrip("\n").split("\t") for line in file]
    rows = [dict(zip(header, line)) for line in lines]
    if options.speed:
        for column, to in (("sr", "sr-Latn"), ("sr-Latn", "sr-Cyrl")):
            text = "".join(row[column] + "\n" for row in rows) * COPIES
            seconds = convert(options.program, to, text)[1]
            print(f"{column} to {to}: {len(text.encode()) / 1e6 / seconds:.0f} MB/s")
        return
    rows = [row for row, recoded in zip(rows, recode([row["sr"] for row in rows])) if recoded == row["sr-Latn"]]
    latin = convert_rows(options.program, "sr-Latn", [row["sr"] for row in rows])
    same = sum(row["sr-Latn"] == line for row, line in zip(rows, latin))
    print(f"to Latin: {same} of {len(rows)} rows")
    measure_cyrillic(options.program, rows, options.show)


main()
