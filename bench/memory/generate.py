#!/usr/bin/env python3
"""Make a translation memory of COUNT sentence pairs as TMX or CSV on standard output.

    generate.py [--csv] [--seed N] COUNT [FILE]

Sentences are made from the words of FILE (English text, one sentence a line; default: words made up here), with the
word frequencies that it has, so that posting lists are as long as in real text. The "translation" has the same words
in the same order, each turned around: its content does not matter here.
"""
import argparse
import random
import re
import sys
from xml.sax.saxutils import escape


def made_up_words():
    consonants, vowels = "bcdfghjklmnprstvz", "aeiou"
    rng = random.Random(7)
    words = []
    for _ in range(60000):
        words.append("".join(rng.choice(consonants) + rng.choice(vowels) for _ in range(rng.randint(1, 5))))
    weights = [1 / (rank + 2.7) for rank in range(len(words))]  # Zipf and Mandelbrot
    return words, weights


def words_of(path):
    counts = {}
    for word in re.findall(r"[^\W_]+(?:['’][^\W_]+)?", open(path, encoding="utf-8").read()):
        counts[word] = counts.get(word, 0) + 1
    return list(counts), list(counts.values())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--csv", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("count", type=int)
    parser.add_argument("file", nargs="?")
    options = parser.parse_args()
    words, weights = words_of(options.file) if options.file else made_up_words()
    rng = random.Random(options.seed)
    total, sums = 0, []
    for weight in weights:
        total += weight
        sums.append(total)
    out = sys.stdout
    if not options.csv:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header creationtool="generate"'
                  ' creationtoolversion="1" segtype="sentence" o-tmf="none" adminlang="en" srclang="en"'
                  ' datatype="plaintext"/>\n<body>\n')
    else:
        out.write("en,sr\r\n")
    for _ in range(options.count):
        length = max(1, min(60, int(rng.gammavariate(2.2, 8))))
        chosen = rng.choices(words, cum_weights=sums, k=length)
        source = " ".join(chosen).capitalize() + "."
        target = " ".join(word[::-1] for word in chosen).capitalize() + "."
        if options.csv:
            out.write(f"{source},{target}\r\n")
        else:
            out.write(f'<tu><tuv xml:lang="en"><seg>{escape(source)}</seg></tuv>'
                      f'<tuv xml:lang="sr"><seg>{escape(target)}</seg></tuv></tu>\n')
    if not options.csv:
        out.write("</body>\n</tmx>\n")


main()
