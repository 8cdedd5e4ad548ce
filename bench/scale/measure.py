#!/usr/bin/env python3
"""Measure runs over a large site: measure.py LOCALIZE FOLDER [ARTICLES [LANGUAGES]]

Makes the site (generate.py) in FOLDER, which must not be there yet, and prints a table: the first run with one job and with
two, a run without changes beside `git status` on the same tree, and a run after an edit that adds a sentence. Of what is
repeated the fastest counts. The site stays, for a look at it.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import generate

REPEATS = 5


def run(command, folder):
    """The seconds, the processor's seconds and the peak memory in MB of COMMAND."""
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit status {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def fastest(measure):
    return min(measure(number) for number in range(REPEATS))


def row(name, result):
    print(f"| {name} | {result[0]:.2f} s | {result[1]:.2f} s | {result[2]:.0f} MB |", flush=True)


def main(localize, folder, articles="2000", languages="az,de,fr"):
    localize, folder = str(Path(localize).resolve()), Path(folder)
    if folder.exists():
        sys.exit(f"{folder} is there already; name a new folder")
    generate.main(folder, articles, languages)
    print(f"{articles} articles, {len(languages.split(','))} languages; load {os.getloadavg()[0]:.1f}\n")
    print("| run | time | CPU | memory |\n|---|---|---|---|")
    copy = folder.with_name(folder.name + "-one-job")
    shutil.copytree(folder, copy)
    one = run([localize, "-j1"], copy)
    shutil.rmtree(copy)
    row("the first, `-j1`", one)
    two = run([localize, "-j2"], folder)
    row("the first, `-j2`", two)
    quiet = fastest(lambda number: run([localize], folder))
    row("nothing changed", quiet)
    edited = next((folder / "input").rglob("*.md"))

    def edit(number):
        with edited.open("a") as file:
            file.write(f"\nA sentence that was not there before, of number {number}.\n")
        return run([localize], folder)

    edit(REPEATS)
    changed = fastest(edit)
    row("one article has a new sentence", changed)
    run(["git", "init", "-q"], folder)
    (folder / ".gitignore").write_text(".localize/\n")
    run(["git", "add", "-A"], folder)
    run(["git", "status"], folder)
    status = fastest(lambda number: run(["git", "status"], folder))
    row("`git status`", status)
    each = quiet[0] / int(articles) / len(languages.split(",")) * 1e6
    print(f"\nNothing changed: {quiet[0] / status[0]:.2f} × `git status`, {each:.1f} µs an article and language. "
          f"One changed: {changed[0] / quiet[0]:.2f} × nothing changed. Two jobs: {one[0] / two[0]:.2f} × as fast as one.")


if __name__ == "__main__":
    main(*sys.argv[1:])
