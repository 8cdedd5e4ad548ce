#!/usr/bin/env python3
"""Measure runs over a large site, beside git and po4a, and print tables of them.

First over articles that generate.py makes: the first run with one job and with two, runs without changes beside `git status` on
the same tree, and runs after an article was edited. Then, if a SITE is given, over the Markdown articles in that folder: the
first run for one language and for two; and over some of them beside po4a. All is done in FOLDER, which must not be there yet and
stays, for a look at it. Of what is repeated the fastest counts; what is compared takes turns, so that what else the machine does
slows both.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import generate

REPEATS = 5
SETTLE_SECONDS = 0.1  # for a file to be older than a tick of its file system's clock


class Cost:
    def __init__(self, seconds, processor, memory):
        self.seconds, self.processor, self.memory = seconds, processor, memory

    def __add__(self, other):
        return Cost(self.seconds + other.seconds, self.processor + other.processor, max(self.memory, other.memory))


def run(command, folder, statuses=(0,)):
    """The cost of COMMAND. It ends all if it has another status than STATUSES; with none, any will do."""
    begin = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if statuses and process.returncode not in statuses:
        sys.exit(f"{command[0]}: exit status {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def best(costs):
    return Cost(min(cost.seconds for cost in costs), min(cost.processor for cost in costs), max(cost.memory for cost in costs))


def begin_table(title):
    print(f"\n{title}; load {os.getloadavg()[0]:.1f}\n\n| run | time | processor | memory |\n| --- | --- | --- | --- |")


def row(name, cost):
    print(f"| {name} | {cost.seconds:.2f} s | {cost.processor:.2f} s | {cost.memory:.0f} MB |", flush=True)


def ratio(a, b):
    return f"{a.processor / b.processor:.2f} × in processor time, {a.seconds / b.seconds:.2f} × in time"


def first_runs(localize, folder, jobs):
    """The first run in copies of FOLDER, and then in itself, with each number of JOBS. The copies stay: for minutes after many
    files were removed, ext4 without a journal is ten times as slow in making others."""
    costs = []
    for number in jobs:
        place = folder if number == jobs[-1] else folder.with_name(f"{folder.name}-j{number}")
        if place != folder:
            shutil.copytree(folder, place)
        os.sync()
        costs.append(run([localize, f"-j{number}"], place))
    return costs


def measure_generated(localize, folder, articles, languages):
    generate.generate(folder, articles, languages)
    begin_table(f"{articles} articles, {len(languages)} languages, every tenth sentence translated")
    one, two = first_runs(localize, folder, [1, 2])
    row("the first, `-j1`", one)
    row("the first, `-j2`", two)
    run(["git", "init", "-q"], folder)
    (folder / ".gitignore").write_text(".localize/\n")
    run(["git", "add", "-A"], folder)
    edited = sorted((folder / "input").rglob("*.md"))[articles // 2]
    whole = edited.read_text()
    quiet, status, changed, added = [], [], [], []
    for number in range(REPEATS + 1):
        edited.write_text(whole.replace(" of the ", f" of the {'very ' * (number + 1)}", 1))
        time.sleep(SETTLE_SECONDS)
        changed.append(run([localize], folder))
        edited.write_text(whole + f"\nA sentence that was not there before, of number {number}.\n")
        time.sleep(SETTLE_SECONDS)
        added.append(run([localize], folder))
        time.sleep(SETTLE_SECONDS)
        run([localize], folder)  # sees that nothing is changed any more
        quiet.append(run([localize], folder))
        status.append(run(["git", "status"], folder))
    # The first ones found what they need on the disk.
    quiet, status, changed, added = (best(costs[1:]) for costs in (quiet, status, changed, added))
    row("nothing changed", quiet)
    row("`git status`", status)
    row("one article has an edited sentence", changed)
    row("one article has another new sentence", added)
    pairs = articles * len(languages)
    print(f"\n- Nothing changed: {ratio(quiet, status)} of `git status`; an article and language take "
          f"{quiet.processor / pairs * 1e6:.1f} µs of the processor, {quiet.seconds / pairs * 1e6:.1f} µs in time.\n"
          f"- One edited sentence: {ratio(changed, quiet)} of nothing changed.\n"
          f"- One new sentence: {ratio(added, quiet)} of nothing changed.\n"
          f"- Two jobs: {one.seconds / two.seconds:.2f} × as fast as one.\n"
          f"- Peak memory: {max(cost.memory for cost in (one, two, quiet, changed, added)):.0f} MB.")


def copy_articles(articles, site, folder):
    for article in articles:
        target = folder / "input" / article.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(article, target)


FORM = ["-f", "text", "-o", "markdown"]


def run_po4a_programs(folder, articles):
    """Of each article a catalog, from it and the same as its translation, brought up to date, and back into an article. What
    that costs, and the articles that po4a could read."""
    costs, read = [], []
    for article in articles:
        po, output = (folder / "po4a" / article.with_name(article.name + ending) for ending in (".po", ".out"))
        po.parent.mkdir(parents=True, exist_ok=True)
        costs.append(run(["po4a-gettextize", *FORM, "-M", "UTF-8", "-L", "UTF-8", "-m", article, "-l", article, "-p", po], folder, ()))
        costs.append(run(["po4a-updatepo", *FORM, "-M", "UTF-8", "-m", article, "-p", po], folder, ()))
        costs.append(run(["po4a-translate", *FORM, "-M", "UTF-8", "-k", "0", "-m", article, "-p", po, "-l", output], folder, ()))
        if output.exists():
            read.append(article)
    return sum(costs[1:], costs[0]), read


def run_po4a(folder, articles):
    """The same of ARTICLES, which po4a can read, by one process, without a translation."""
    lines = ["[po4a_langs] de", "[po4a_paths] all/site.pot de:all/de.po", "[options] -M UTF-8 -L UTF-8 -k 0"]
    lines += [f'[type: text] {article} de:all/out/{article} opt:"-o markdown"' for article in articles]
    (folder / "po4a.cfg").write_text("\n".join(lines) + "\n")
    (folder / "all").mkdir()
    return run(["po4a", "-q", "po4a.cfg"], folder, ())


def measure_site(localize, folder, site, languages, sample):
    articles = sorted(path for path in site.rglob("*.md") if path.is_file())
    if not articles:
        sys.exit(f"{site} has no Markdown articles")
    size = sum(path.stat().st_size for path in articles) / 1e6
    for name, some in (("one", languages[:1]), ("two", languages[:2])):
        copy_articles(articles, site, folder / name)
        (folder / name / "localize.yaml").write_text(f"languages: [{', '.join(some)}]\n")
    begin_table(f"{len(articles)} articles of a real site, {size:.1f} MB")
    (one,) = first_runs(localize, folder / "one", [1])
    two, both = first_runs(localize, folder / "two", [1, 2])
    row("the first, one language, `-j1`", one)
    row("the first, two languages, `-j1`", two)
    row("the first, two languages, `-j2`", both)
    print(f"\n- 20 MB of it in two languages: {two.processor * 20 / size:.2f} s of the processor; the second language costs "
          f"{(two.processor - one.processor) / one.processor:.2f} × the first.\n"
          f"- Two jobs: {two.seconds / both.seconds:.2f} × as fast as one.")
    if not sample:
        return
    articles = [path for path in articles if re.fullmatch(r"[\w./+@-]+", str(path.relative_to(site)))]  # po4a.cfg is parted by blanks
    articles = articles[:: max(1, len(articles) // sample)][:sample]
    copy_articles(articles, site, folder / "sample")
    size = sum(path.stat().st_size for path in articles) / 1e6
    begin_table(f"{len(articles)} of these articles, {size:.1f} MB, one language")
    articles = [article.relative_to(site) for article in articles]
    programs, read = run_po4a_programs(folder / "sample/input", articles)
    po4a = run_po4a(folder / "sample/input", read)
    shutil.rmtree(folder / "sample/input/po4a")
    shutil.rmtree(folder / "sample/input/all")
    own = run([localize, "--lang", "de"], folder / "sample", (0, 1))
    row("`po4a-gettextize`, `po4a-updatepo`, `po4a-translate`", programs)
    row(f"`po4a`, the {len(read)} that it can read in one process", po4a)
    row("`localize`: update, check, build", own)
    print(f"\n- The programs of po4a take {ratio(programs, own)} of `localize`, its one process {ratio(po4a, own)}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("localize", type=Path, help="the program")
    parser.add_argument("folder", type=Path, help="where it is done; it must not be there yet")
    parser.add_argument("--articles", type=int, default=50000, help="how many are generated (50000); 0: none")
    parser.add_argument("--languages", default="az,de,fr", help="with commas between (az,de,fr)")
    parser.add_argument("--site", type=Path, help="a folder with Markdown articles")
    parser.add_argument("--po4a", type=int, default=100, metavar="N", help="articles of the site that po4a does, too (100)")
    options = parser.parse_args()
    localize, languages = options.localize.resolve(), options.languages.split(",")
    if not os.access(localize, os.X_OK):
        parser.error(f"{options.localize} is no program")
    if options.folder.exists():
        parser.error(f"{options.folder} is there already; name a new folder")
    if options.articles < 0 or len(languages) < 2:
        parser.error("give a number of articles from 0 on, and at least two languages")
    if options.po4a and options.site and not shutil.which("po4a-gettextize"):
        parser.error("po4a is not installed; give --po4a 0 to do without")
    folder = options.folder.resolve()
    if options.articles:
        measure_generated(localize, folder / "generated", options.articles, languages)
    if options.site:
        measure_site(localize, folder / "site", options.site.resolve(), languages, options.po4a)


if __name__ == "__main__":
    main()
