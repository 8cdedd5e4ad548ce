#!/usr/bin/env python3
"""Random changes to a project, a run after some of them: random_changes.py PROGRAM [--rounds N] [--seed SEED]

After each run all that it says and makes must be what a run says and makes that knows of no earlier one. Prints TAP, one
test a round; a round is made again with its seed and --rounds 1.
"""

import argparse
import os
import random
import sys
import tempfile
from pathlib import Path

NAMES = ["one.md", "two.md", "part/three.md", "part/four.html", "part-b/five.txt", "part.md"]
SENTENCES = [f"The {noun} {verb} the {place}{more}." for noun in ("river", "miller", "old bridge")
             for verb in ("reaches", "keeps", "crosses") for place in ("village", "mill", "harbour")
             for more in ("", " at night", " twice in 24 hours")]
SETTINGS = ["", "", "minimum: 40\n", "unit: paragraph\n", "accept: [fuzzy]\n", "checks: {off: [numbers]}\n",
            "checks: {on: [reused]}\n", "glossaries: [terms.csv]\n", "exclude: [\"part/**\"]\n", "articles: [\"**/*.md\"]\n",
            "names: {output: \"{output}/{lang}-{path}\"}\n", "names: {catalog: \"{po}/{path}.{lang}.po\"}\n"]
LANGUAGES = ["[sr, az]", "[sr, az, {sr-Latn: {from: sr}}]", "[sr]", "[az, de]"]


def text_of(choice, name):
    paragraphs = [" ".join(choice.choice(SENTENCES) for _ in range(choice.randint(1, 3))) for _ in range(choice.randint(0, 4))]
    if name.endswith(".html"):
        return "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    return "\n\n".join(paragraphs) + "\n"


def files(folder, *endings):
    return sorted(path for path in folder.rglob("*")
                  if path.is_file() and ".localize" not in path.parts and path.name.endswith(endings))


class Project:
    """A project and what is done to it."""

    def __init__(self, folder, seed):
        self.folder, self.choice = folder, random.Random(seed)
        (folder / "input").mkdir()
        for name in self.choice.sample(NAMES, 4):
            self.write_article(name)
        self.change_settings()

    def some(self, *endings, below="."):
        found = files(self.folder / below, *endings)
        return self.choice.choice(found) if found else None

    def write_article(self, name=None):
        path = self.folder / "input" / (name or self.choice.choice(NAMES))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text_of(self.choice, path.name))

    def edit_article(self):
        path = self.some("", below="input")
        if path:
            old, new = self.choice.sample(SENTENCES, 2)
            text = path.read_text()
            path.write_text(text.replace(old, new, 1) if old in text else text + "\n" + new + "\n")

    def replace_article(self):
        """As some editors save: another file takes the name, with the old times."""
        path = self.some("", below="input")
        if path:
            status, saved = path.stat(), path.with_name("." + path.name)
            text = path.read_text()
            saved.write_text(text.replace("mill", "sill"))
            os.utime(saved, ns=(status.st_atime_ns, status.st_mtime_ns))
            os.replace(saved, path)

    def remove_something(self):
        path = self.some("", below=self.choice.choice(["input", "po", "output", "po/templates"]))
        if path:
            path.unlink()

    def rename_article(self):
        path = self.some("", below="input")
        if path:
            target = self.folder / "input" / self.choice.choice(["new", "part"]) / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)

    def touch_something(self):
        path = self.some("")
        if path:
            time = self.choice.choice([0, 10**9, 4 * 10**9, path.stat().st_mtime])
            os.utime(path, (time, time))

    def translate(self):
        path = self.some(".po", below="po")
        if not path:
            return
        blocks = path.read_text().split("\n\n")
        for number in self.choice.sample(range(len(blocks)), min(3, len(blocks))):
            lines = blocks[number].splitlines()
            if not number or not lines or lines[-1] != 'msgstr ""' or "#~" in blocks[number]:
                continue
            source = next((line for line in lines if line.startswith("msgid ")), 'msgid ""')
            lines[-1] = "msgstr " + source[6:].upper() if self.choice.random() < 0.8 else 'msgstr "X 7"'
            blocks[number] = "\n".join(lines) + "\n"
        path.write_text("\n\n".join(block.rstrip("\n") for block in blocks) + "\n")

    def make_fuzzy(self):
        path = self.some(".po", below="po")
        if path:
            path.write_text(path.read_text().replace("\nmsgid \"The", "\n#, fuzzy\nmsgid \"The", 1))

    def spoil_output(self):
        path = self.some("", below="output")
        if path:
            path.write_text("spoilt\n")

    def spoil_catalog(self):
        path = self.some(".po", below="po")
        if path:
            path.write_text(path.read_text() + 'msgid "without a translation\n')
            self.run_a_part()

    def mend_catalog(self):
        for path in files(self.folder / "po", ".po"):
            path.write_text(path.read_text().replace('msgid "without a translation\n', ""))

    def change_settings(self):
        (self.folder / "localize.yaml").write_text(
            f"languages: {self.choice.choice(LANGUAGES)}\n" + self.choice.choice(SETTINGS))
        (self.folder / "terms.csv").write_text(f"en,sr,az\nmill,{self.choice.choice(['MILL', 'млин'])},dəyirman\n")

    def lose_a_cache(self):
        caches = sorted((self.folder / ".localize").glob("*")) if (self.folder / ".localize").is_dir() else []
        if caches:
            cache = self.choice.choice(caches)
            if self.choice.random() < 0.5 and cache.name == "state":
                cache.write_bytes(cache.read_bytes()[:-8])
            else:
                cache.unlink()

    def run_a_part(self):
        names = [str(path.relative_to(self.folder)) for path in files(self.folder / "input", "")]
        arguments = self.choice.choice([["update"], ["build"], ["check"], ["status"], ["-l", "sr"], ["-n"], ["translate"],
                                        names[:1], ["build", *names[:2]], ["-j1"], ["-q", "--accept", "fuzzy"]])
        run(*arguments, cwd=self.folder)

    def change(self):
        often = [self.edit_article, self.translate, self.run_a_part]
        seldom = [self.write_article, self.replace_article, self.remove_something, self.rename_article, self.touch_something,
                  self.make_fuzzy, self.spoil_output, self.spoil_catalog, self.change_settings, self.lose_a_cache]
        chosen = self.choice.choice(often * 3 + seldom)
        chosen()
        return chosen.__name__


def one_round(seed, steps=25):
    done = []
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        project = Project(Path(folder).resolve(), seed)
        for _ in range(steps):
            done.append(project.change())
            if project.choice.random() < 0.6:
                project.mend_catalog()  # of one that can't be read the memory keeps what it had: there is a difference
                try:
                    incremental.same_as_anew(project.folder, *project.choice.choice([[], ["--json"], ["-v"]]))
                except AssertionError as fault:
                    raise AssertionError(f"after {', '.join(done)}: {fault}") from fault
                done.append("run")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.argv[1:] = [options.program]
    global incremental, run
    import incremental
    from incremental import run
    failed = 0
    print(f"1..{options.rounds}")
    for number in range(options.rounds):
        seed = options.seed + number
        try:
            one_round(seed)
            print(f"ok {number + 1} - seed {seed}", flush=True)
        except Exception as fault:  # whatever it is, the other rounds go on
            failed += 1
            print(f"not ok {number + 1} - seed {seed}")
            for line in f"{type(fault).__name__}: {fault}".splitlines():
                print(f"# {line}")
            sys.stdout.flush()
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
