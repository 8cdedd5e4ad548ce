#!/usr/bin/env python3
"""Kill the program at random instants, and run two at once: run.py [--kills N] [--seed N] PROGRAM

A project of catalogs with translators' work in them meets changed, moved and new articles. “update” and “translate” are
killed (SIGKILL) somewhere between their beginning and their end, N times in all. After each kill, every catalog must be
what it was or what it is to become, and the memory must open; the next run must end as if nothing had happened, and
leave nothing beside. Prints TAP.
"""
import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LANGUAGES = "sr", "az"
ARTICLES, PARAGRAPHS = 12, 30
RENAMED = {"article3.md": "moved/piece3.md"}

SUBJECTS = ["The council", "A group of pupils", "The old bridge", "Every visitor", "The museum on the hill", "Our neighbour",
            "The river", "A small company", "The library", "The choir"]
VERBS = ["opened", "repaired", "described", "remembered", "found", "lost", "painted", "measured", "crossed", "sold"]
OBJECTS = ["the garden behind the church", "a map of the town", "its first letter", "the road to the sea", "seven trees",
           "a house without windows", "the story of the flood", "an island in the lake", "the bell", "two boats"]
TIMES = ["in spring", "after the war", "before noon", "on a cold Sunday", "last year", "within a week", "at night"]


def sentence(rng):
    return (f"{rng.choice(SUBJECTS)} {rng.choice(VERBS)} {rng.choice(OBJECTS)} {rng.choice(TIMES)}, "
            f"and {rng.choice(SUBJECTS).lower()} {rng.choice(VERBS)} {rng.choice(OBJECTS)}.")


def article(rng):
    return [[sentence(rng) for _ in range(rng.randint(1, 5))] for _ in range(PARAGRAPHS)]


def change(rng, paragraphs):
    """Some sentences edited, some gone, some new, some moved."""
    changed = [[one.replace("and", "while", 1) if rng.random() < 0.1 else one for one in sentences if rng.random() > 0.05]
               for sentences in paragraphs]
    for _ in range(3):
        changed.insert(rng.randrange(len(changed)), [sentence(rng)])
    changed.append(changed.pop(rng.randrange(len(changed))))
    return [sentences for sentences in changed if sentences]


def write_article(path, paragraphs):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# The town\n\n" + "\n\n".join(" ".join(sentences) for sentences in paragraphs) + "\n")


def translate_catalog(path):
    """Fill what is not translated, as a translator would."""
    lines, out, msgid = path.read_text().splitlines(), [], []
    for number, line in enumerate(lines):
        if line.startswith("msgid "):
            msgid = [line[6:]]
        elif line.startswith('"') and out and not out[-1].startswith("msgstr") and msgid is not None:
            msgid.append(line)
        if line == 'msgstr ""' and msgid != ['""'] and not (number + 1 < len(lines) and lines[number + 1].startswith('"')):
            text = "".join(part.strip()[1:-1] for part in msgid)
            out.append(f'msgstr "{text.upper()}"')
            continue
        out.append(line)
    path.write_text("\n".join(out) + "\n")


def files_of(folder):
    """{relative path: content} of all that is not the cache."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and ".localize" not in path.relative_to(folder).parts}


def catalogs_of(files):
    return {path: content for path, content in files.items() if path.endswith((".po", ".pot"))}


class Tester:
    def __init__(self, program, folder, rng):
        self.program, self.folder, self.rng = program, folder, rng
        self.environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}

    def start(self, project, *arguments):
        return subprocess.Popen([self.program, *arguments, "--quiet", "--progress", "never"], cwd=project,
                                env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT)

    def run(self, project, *arguments):
        child = self.start(project, *arguments)
        out = child.communicate()[0].decode(errors="replace")
        if child.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {child.returncode}: {out}")

    def prepare(self):
        """The project before the change, with translations; then its articles as changed, and a file for the memory."""
        project, rng = self.folder / "before", random.Random(5)
        project.mkdir()
        (project / "localize.yaml").write_text(f"languages: [{', '.join(LANGUAGES)}]\n")
        articles = {f"article{number}.md": article(rng) for number in range(ARTICLES)}
        for name, paragraphs in articles.items():
            write_article(project / "input" / name, paragraphs)
        self.run(project, "update")
        for path in (project / "po").rglob("*.po"):
            translate_catalog(path)
        self.run(project, "update")
        for name, paragraphs in articles.items():
            (project / "input" / name).unlink()
            write_article(project / "input" / RENAMED.get(name, name), change(rng, paragraphs))
        write_article(project / "input/new.md", article(rng))
        memory = project / "memory/sr/more.csv"
        memory.parent.mkdir(parents=True)
        known = sorted({one for _ in range(300) for one in [sentence(rng)]})
        memory.write_text("en,sr\n" + "".join(f'"{one}","{one.upper()}"\n' for one in known))
        return project

    def check_killed(self, project, before, after):
        """What is wrong with PROJECT after a kill between the files BEFORE and AFTER."""
        now, faults = catalogs_of(files_of(project)), []
        renamed = {f"po/{language}/{new}.po": f"po/{language}/{old}.po" for language in LANGUAGES
                   for old, new in RENAMED.items()}
        renamed.update({f"po/templates/{new}.pot": f"po/templates/{old}.pot" for old, new in RENAMED.items()})
        for path in set(before) | set(after):
            if not path.endswith((".po", ".pot")):
                continue
            allowed = {before.get(path), after.get(path)}
            if path in renamed:
                allowed.add(before.get(renamed[path]))
                if path in now and renamed[path] in now and path not in before:
                    faults.append(f"{path} and {renamed[path]} are both there")
                if path not in now and renamed[path] not in now and path.endswith(".po"):
                    faults.append(f"neither {path} nor {renamed[path]} is there")
            if now.get(path) not in allowed:
                faults.append(f"{path} is neither the old nor the new one")
        for path in set(now) - set(before) - set(after):
            faults.append(f"{path} came from nowhere")
        index = project / ".localize/memory.sqlite"
        if index.exists():
            try:
                with sqlite3.connect(index) as database:
                    if database.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                        faults.append("the memory's index is damaged")
            except sqlite3.DatabaseError as fault:
                faults.append(f"the memory's index does not open: {fault}")
        return faults

    def kill(self, before_folder, command, after, longest):
        """Kill COMMAND once in a copy of BEFORE_FOLDER, then run it to its end; what was wrong."""
        project = self.folder / "killed"
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(before_folder, project, symlinks=True)
        before = files_of(project)
        child = self.start(project, *command)
        instant = self.rng.random() * longest
        try:
            child.wait(instant)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        child.communicate()
        killed = child.returncode == -signal.SIGKILL
        faults = [] if killed or child.returncode == 0 else [f"it ended with {child.returncode}"]
        faults += self.check_killed(project, before, after)
        left = sum(path.name.startswith(".localize-") for path in project.rglob(".localize-*"))
        self.run(project, *command)
        end = files_of(project)
        faults += [f"{path} is not what it is after a run that nobody killed" for path in sorted(set(end) | set(after))
                   if end.get(path) != after.get(path)]
        faults += [f"{path.relative_to(project)} is left over" for path in project.rglob(".localize-*")]
        return killed, left, [f"killed after {1000 * instant:.1f} ms: {fault}" for fault in faults]

    def run_to_end(self, before, name, command):
        """(folder, its files, seconds) of a copy of BEFORE in which COMMAND ran."""
        project = self.folder / name
        shutil.copytree(before, project, symlinks=True)
        begin = time.monotonic()
        self.run(project, *command)
        return project, files_of(project), time.monotonic() - begin

    def run_two(self, before, command, after):
        project = self.folder / "two"
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(before, project, symlinks=True)
        children = [self.start(project, *command) for _ in range(2)]
        outs = [child.communicate()[0].decode(errors="replace") for child in children]
        faults = [f"one ended with {child.returncode}: {out}" for child, out in zip(children, outs) if child.returncode]
        end = files_of(project)
        faults += [f"{path} is not what one run makes" for path in sorted(set(end) | set(after))
                   if end.get(path) != after.get(path)]
        faults += [f"{path.relative_to(project)} is left over" for path in project.rglob(".localize-*")]
        return faults


def main():
    parser = argparse.ArgumentParser(description="Kill the program at random instants, and run two at once.")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int)
    parser.add_argument("program")
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 32)
    print("1..4")
    print(f"# seed {seed}")
    failed = False
    with tempfile.TemporaryDirectory(prefix="localize-kill-") as folder:
        tester = Tester(os.path.abspath(options.program), Path(folder), random.Random(seed))
        before = tester.prepare()
        works = []
        updated, files, seconds = tester.run_to_end(before, "updated", ["update"])
        works.append((before, ["update"], files, seconds))
        _, files, seconds = tester.run_to_end(updated, "translated", ["translate"])
        works.append((updated, ["translate"], files, seconds))
        number = 0
        for begin, command, after, seconds in works:
            faults, killed, left, runs = [], 0, 0, 0
            while killed < options.kills // 2 and runs < 4 * options.kills:
                was_killed, was_left, wrong = tester.kill(begin, command, after, seconds)
                killed, left, runs, faults = killed + was_killed, left + was_left, runs + 1, faults + wrong
            if killed < options.kills // 2:
                faults.append(f"only {killed} of {runs} were killed before they ended")
            number += 1
            print("not ok" if faults else "ok", number, "-", *command, f"killed {killed} times in {runs} runs")
            print(f"# {left} unfinished files were left, and used up; a run takes {1000 * seconds:.0f} ms")
            for fault in faults[:20]:
                print("#", fault, file=sys.stderr)
            failed |= bool(faults)
        for begin, command, after, _ in works:
            faults = [fault for _ in range(max(3, options.kills // 20)) for fault in tester.run_two(begin, command, after)]
            number += 1
            print("not ok" if faults else "ok", number, "- two at once:", *command)
            for fault in faults[:20]:
                print("#", fault, file=sys.stderr)
            failed |= bool(faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
