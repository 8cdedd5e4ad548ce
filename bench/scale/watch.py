#!/usr/bin/env python3
"""Measure how soon a saved article is built: watch.py LOCALIZE FOLDER [ARTICLES [LANGUAGES]]

Makes the site (generate.py) in FOLDER, which must not be there yet, lets `localize watch` look after it, saves one article
after the other and waits for its outputs. Three ways to save: a sentence is changed, a new one is added, and a new file takes
the article's name, as many editors save. Besides the time, which other programs lengthen, the processor's time of the watching
program is told.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import generate

SAVES, PAUSE_SECONDS, LONGEST_SECONDS = 20, 0.1, 30


def processor_seconds(process):
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def change(path, number):
    mark = f"changed{number}"
    path.write_text(path.read_text().replace(" of the ", f" of the {mark} ", 1))
    return mark


def add(path, number):
    mark = f"A sentence that was not there before, of number {number} of {path.stem}."
    with path.open("a") as file:
        file.write(f"\n{mark}\n")
    return mark


def replace(path, number):
    mark, saved = f"replaced{number}", path.with_name(f".{path.name}.swp")
    saved.write_text(path.read_text().replace(" of the ", f" of the {mark} ", 1))
    os.replace(saved, path)
    return mark


def wait_for(outputs, mark):
    """Until all OUTPUTS have MARK in them."""
    limit = time.monotonic() + LONGEST_SECONDS
    for output in outputs:
        while not (output.exists() and mark in output.read_text()):
            if time.monotonic() > limit:
                sys.exit(f"{output} was not built within {LONGEST_SECONDS} s")
            time.sleep(0.0005)


def measure(process, folder, languages, save):
    articles = sorted((folder / "input").rglob("*.md"))
    articles = [path for path in articles if path.stat().st_size < 5000][:: len(articles) // (SAVES + 1) or 1][:SAVES]
    times, before = [], processor_seconds(process)
    for number, article in enumerate(articles):
        outputs = [folder / "output" / language / article.relative_to(folder / "input") for language in languages]
        time.sleep(PAUSE_SECONDS)
        mark = save(article, number)
        begin = time.monotonic()
        wait_for(outputs, mark)
        times.append(time.monotonic() - begin)
    time.sleep(PAUSE_SECONDS)
    return times, (processor_seconds(process) - before) / len(times)


def main(localize, folder, articles="2000", languages="az,de,fr"):
    localize, folder = str(Path(localize).resolve()), Path(folder)
    if folder.exists():
        sys.exit(f"{folder} is there already; name a new folder")
    generate.generate(folder, int(articles), languages.split(","))
    subprocess.run([localize, "-q"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    process = subprocess.Popen([localize, "watch"], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        while not process.stdout.readline().startswith("Watching"):
            pass
        print(f"{articles} articles, {len(languages.split(','))} languages; load {os.getloadavg()[0]:.1f}\n")
        print("| saved | median | slowest | processor |\n|---|---|---|---|")
        for name, save in (("a sentence changed", change), ("a sentence added", add), ("another file in its place", replace)):
            times, processor = measure(process, folder, languages.split(","), save)
            print(f"| {name} | {statistics.median(times) * 1000:.0f} ms | {max(times) * 1000:.0f} ms | "
                  f"{processor * 1000:.0f} ms |", flush=True)
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
