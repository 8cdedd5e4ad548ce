#!/usr/bin/env python3
"""Measure how translations are carried over, beside msgmerge on the same catalogs: measure.py PROGRAM CORPUS

    measure.py build/src/localize FOLDER                          sizes 1,000 and 5,000, about a minute
    measure.py --sizes 1000,5000,20000,50000 build/src/localize FOLDER   msgmerge takes half an hour of it
    measure.py --no-msgmerge …                                    without it

FOLDER holds English texts (.md, .mdx, .txt, in any depth): enough for twice as many different sentences as the largest
size. Prints Markdown tables. A catalog of N sentences meets an article in which 5 % of them are gone, 5 % brand-new and
10 % edited, in one of the ways of EDITS; the edits are known, so each proposal can be judged.
"""
import argparse
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WORDS_LEAST, WORDS_MOST = 4, 60


def read_sentences(program, folder):
    """The different sentences of the corpus, in an order that depends on nothing else."""
    files = sorted(str(path) for path in Path(folder).rglob("*") if path.suffix in (".md", ".mdx", ".txt"))
    found = set()
    for begin in range(0, len(files), 500):
        out = subprocess.run([program, "segment", "--quiet", "--lang", "en", "--format", "markdown",
                              *files[begin:begin + 500]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        for line in out.decode(errors="replace").splitlines():
            if WORDS_LEAST <= len(line.split()) <= WORDS_MOST and re.match(r"[A-Z].*[.!?]$", line) \
                    and not re.search(r"[\\\ufffd\t]|  ", line):
                found.add(line)
    sentences = sorted(found)
    random.Random(1).shuffle(sentences)
    return sentences


# Each edit takes sentences and gives what becomes of them, or None where it can't be made.

def replace_words(count):
    def edit(rng, words, sentence):
        parts = sentence.split(" ")
        places = [i for i, part in enumerate(parts) if part.isalpha()]
        if len(places) < count or len(parts) <= 4 * (count - 1):
            return None
        for place in rng.sample(places, count):
            old = parts[place]
            while parts[place].lower() == old.lower():
                parts[place] = rng.choice(words)
        return [" ".join(parts)]
    return edit


def move_clause(rng, words, sentence):
    first, comma, rest = sentence.partition(", ")
    if not comma or len(first.split()) < 3 or len(rest.split()) < 3 or not rest[-1] in ".!?":
        return None
    return [rest[0].upper() + rest[1:-1] + ", " + first[0].lower() + first[1:] + rest[-1]]


def split_sentence(rng, words, sentence):
    for mark in (", and ", ", but ", "; ", ", which ", ", so "):
        first, found, rest = sentence.partition(mark)
        if found and len(first.split()) >= 4 and len(rest.split()) >= 4:
            word = "" if mark == "; " else mark[2:].capitalize() if mark not in (", and ", ", which ") else \
                "It " if mark == ", which " else ""
            rest = word + rest
            return [first + ".", rest[0].upper() + rest[1:]]
    return None


def change_number(rng, words, sentence):
    numbers = re.findall(r"(?<![\w.])\d+(?![\w.]*\w)", sentence)
    if not numbers:
        return None
    number = rng.choice(numbers)
    return [re.sub(rf"(?<![\w.]){number}(?![\w.]*\w)", str(int(number) + rng.randint(1, 9)), sentence)]


def join_sentences(first, second):
    return first[:-1] + ", and " + second[0].lower() + second[1:]


EDITS = {
    "one word": replace_words(1),
    "two words": replace_words(2),
    "three words": replace_words(3),
    "a clause moved": move_clause,
    "a number": change_number,
    "split in two": split_sentence,
    "joined from two": None,
}


def make_work(sentences, words, size, name):
    """Old sentences, new ones, {new: (old…)} of the edited, and the brand-new ones."""
    rng = random.Random(size)
    old, spare = sentences[:size], sentences[size:size + size // 20]
    wanted, gone = size // 10, set(rng.sample(range(size), size // 20))
    edited, origins, edit = {}, {}, EDITS[name]
    known = set(old) | set(spare)
    for index in rng.sample(range(size - 1), size - 1):
        if len(edited) >= wanted:
            break
        if index in gone or index in edited:
            continue
        if edit:
            made, sources = edit(rng, words, old[index]), (old[index],)
        elif index + 1 in gone or index + 1 in edited:
            continue
        else:
            made, sources = [join_sentences(old[index], old[index + 1])], (old[index], old[index + 1])
        if not made or any(text in known for text in made):
            continue
        known.update(made)
        edited[index] = made
        origins.update((text, sources) for text in made)
        if not edit:
            edited[index + 1] = []
    new, left = [], iter(spare)
    for index in range(size):
        if index in gone:
            if rng.random() < 0.5:  # in its place, or anywhere
                new.append(next(left))
        else:
            new.extend(edited.get(index, [old[index]]))
    for text in left:
        new.insert(rng.randrange(len(new)), text)
    return old, new, origins, set(spare)


def escape(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def translate(sentence):
    return re.sub(r"[^\W\d_]+", lambda word: word[0][::-1], sentence)


def write_catalog(path, sentences):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write('msgid ""\nmsgstr ""\n"Language: sr\\n"\n"MIME-Version: 1.0\\n"\n'
                  '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n')
        for number, sentence in enumerate(sentences):
            out.write(f'#: input/a.txt:{2 * number + 1}\nmsgid "{escape(sentence)}"\n'
                      f'msgstr "{escape(translate(sentence))}"\n\n')
    subprocess.run(["msgcat", "-o", path, path], check=True)


def read_catalog(path):
    """{msgid: previous msgid, or "" where it has none} of the fuzzy entries in use."""
    fuzzy, field, texts, flagged = {}, None, {}, False

    def end():
        if flagged and texts.get("msgid"):
            fuzzy[texts["msgid"]] = texts.get("previous", "")
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("#~"):
            continue
        if line.startswith("#,"):
            end()
            texts, flagged = {}, "fuzzy" in line
            continue
        if not line:
            end()
            texts, flagged = {}, False
            continue
        was_previous = line.startswith("#| ")
        line = line[3:] if was_previous else line
        match = re.match(r'(msgid|msgstr)? ?"(.*)"$', line)
        if not match:
            continue
        if match[1]:
            field = "previous" if was_previous else match[1]
            texts[field] = ""
        texts[field] += re.sub(r"\\(.)", r"\1", match[2])
    end()
    return fuzzy


# A process's peak counts that of the one that it was forked from, so a small one starts what is measured.
MEASURE = """
import json, os, sys, time
begin = time.monotonic()
child = os.spawnvp(os.P_NOWAIT, sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
json.dump([status, time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024], sys.stdout)
"""


def run(command, folder):
    """Seconds of wall time and of processor time, and mebibytes at the peak."""
    done = subprocess.run([sys.executable, "-S", "-c", MEASURE, *command], cwd=folder, stdout=subprocess.PIPE, check=True)
    status, *figures = json.loads(done.stdout)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return figures


def judge(fuzzy, origins, brand_new):
    """Shares of the edited sentences that got their own old one, that got another, and of the new that got any."""
    groups = {}
    for text, sources in origins.items():
        groups.setdefault(sources, []).append(text)
    own = sum(any(source in fuzzy.get(text, "") for source in sources for text in texts)
              for sources, texts in groups.items())
    wrong = sum(any(fuzzy.get(text) for text in texts) for texts in groups.values()) - own
    return own / len(groups), wrong / len(groups), sum(text in fuzzy for text in brand_new) / len(brand_new), len(groups)


def measure(program, folder, sentences, words, size, edit, with_msgmerge, memory=None):
    project = Path(folder) / "project"
    shutil.rmtree(project, ignore_errors=True)
    (project / "input").mkdir(parents=True)
    (project / "localize.yaml").write_text("unit: paragraph\nlanguages: [sr]\n")
    old, new, origins, brand_new = make_work(sentences, words, size, edit)
    catalog = project / "po/sr/a.txt.po"
    write_catalog(catalog, old)
    shutil.copy(catalog, project / "old.po")
    (project / "input/a.txt").write_text("\n\n".join(new) + "\n")
    if memory:
        write_catalog(project / "memory/sr/more.po", memory)
    ours = run([program, "update", "--quiet"], project)
    result = {"size": size, "edit": edit, "ours": ours, "judged": judge(read_catalog(catalog), origins, brand_new)}
    if memory:
        shutil.copy(project / "old.po", catalog)
        result["warm"] = run([program, "update", "--quiet"], project)
    if with_msgmerge:
        more = ["-C", "memory/sr/more.po"] if memory else []
        result["msgmerge"] = run(["msgmerge", "--quiet", "--previous", *more, "-o", "new.po", "old.po",
                                  "po/templates/a.txt.pot"], project)
        result["msgmerge judged"] = judge(read_catalog(project / "new.po"), origins, brand_new)
    return result


def per_cent(share):
    return f"{100 * share:.1f} %"


def print_row(result):
    own, wrong, unrelated, count = result["judged"]
    cells = [f"{result['size']:,}", result["edit"], f"{result['ours'][0]:.2f} s", f"{result['ours'][1]:.2f} s",
             f"{result['ours'][2]:.0f} MiB", per_cent(own), per_cent(wrong), per_cent(unrelated)]
    if "msgmerge" in result:
        theirs = result["msgmerge"]
        own, wrong, unrelated, _ = result["msgmerge judged"]
        cells += [f"{theirs[0]:.1f} s", f"{theirs[1]:.1f} s", f"{theirs[2]:.0f} MiB", per_cent(own), per_cent(wrong),
                  per_cent(unrelated), f"{theirs[1] / result['ours'][1]:,.0f}"]
    else:
        cells += ["–"] * 7
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description="Measure how translations are carried over, beside msgmerge.")
    parser.add_argument("--sizes", default="1000,5000", help="numbers of sentences")
    parser.add_argument("--edits", default="all", help="names of edits with commas, of: " + ", ".join(EDITS))
    parser.add_argument("--no-msgmerge", action="store_true")
    parser.add_argument("program")
    parser.add_argument("corpus")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    sizes = [int(size) for size in options.sizes.split(",")]
    sentences = read_sentences(program, options.corpus)
    print(f"{len(sentences):,} different sentences of "
          f"{sum(len(s.split()) for s in sentences) / max(1, len(sentences)):.1f} words on the average\n")
    if len(sentences) < max(sizes) * 21 // 20:
        sys.exit("the corpus has too few sentences for these sizes")
    words = sorted({word.lower() for sentence in sentences[:20000] for word in sentence.split() if word.isalpha()})
    edits = list(EDITS) if options.edits == "all" else options.edits.split(",")
    print("| sentences | edited | wall | processor | peak | own old | another | new: unrelated "
          "| msgmerge: wall | processor | peak | own old | another | new: unrelated | times faster |\n" + "| ---: " * 15 + "|")
    with tempfile.TemporaryDirectory(prefix="localize-merge-") as folder:
        results = []
        for size in sizes:
            for edit in edits:
                results.append(measure(program, folder, sentences, words, size, edit,
                                       not options.no_msgmerge and (edit == "one word" or size <= 5000)))
                print_row(results[-1])
        rows = [result for result in results if result["edit"] == edits[0]]
        if len(rows) > 1:
            growth = math.log(rows[-1]["ours"][1] / rows[0]["ours"][1]) / math.log(rows[-1]["size"] / rows[0]["size"])
            print(f"\nProcessor time grows as N^{growth:.2f}.")
        spare = sentences[max(sizes) * 21 // 20:][:50000]
        if len(spare) == 50000 and 5000 in sizes:
            result = measure(program, folder, sentences, words, 5000, "one word", not options.no_msgmerge, spare)
            print(f"\nWith a memory of 50,000 more: {result['ours'][0]:.2f} s and {result['ours'][2]:.0f} MiB, the memory's "
                  f"index made in it; {result['warm'][0]:.2f} s and {result['warm'][2]:.0f} MiB with the index there"
                  + (f"; msgmerge -C {result['msgmerge'][0]:.1f} s and {result['msgmerge'][2]:.0f} MiB."
                     if "msgmerge" in result else "."))


if __name__ == "__main__":
    main()
