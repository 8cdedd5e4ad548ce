#!/usr/bin/env python3
"""Random changes to a project that is watched: random_watch.py PROGRAM [ROUNDS [SEED]]

The same changes are made to another project, each followed by a run that knows of no earlier one: what the watch makes must
come to be what these runs make. Prints TAP, one test a round; a round is made again with its seed and as the only one.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import random_changes
from incremental import run, tree
from scale import until, watching

STEPS = 20


class Project(random_changes.Project):
    def __init__(self, folder, seed):
        folder.mkdir()
        super().__init__(folder, seed)

    def remove_article(self):
        path = self.some("", below="input")
        if path:
            path.unlink()

    def move_folder(self):
        path = self.folder / "input/part"
        if path.is_dir():
            os.rename(path, self.folder / f"input/moved{self.choice.randint(0, 10**9)}")

    def write_half(self):
        path = self.some("", below="input")
        if path:
            path.write_bytes(path.read_bytes().replace(b"mill", b"\xff\xfemi", 1))

    def edit_article(self):
        path = self.some("", below="input")
        if path:
            old, new = (sentence.encode() for sentence in self.choice.sample(random_changes.SENTENCES, 2))
            text = path.read_bytes().replace(b"\xff\xfe", b"")
            path.write_bytes(text.replace(old, new, 1) if old in text else text + b"\n" + new + b"\n")

    def replace_article(self):
        path = self.some("", below="input")
        if path:
            saved = path.with_name("." + path.name)
            saved.write_bytes(path.read_bytes().replace(b"bridge", b"ford", 1))
            os.replace(saved, path)

    def change(self):
        often = [self.edit_article, self.translate, self.replace_article]
        seldom = [self.write_article, self.remove_article, self.rename_article, self.move_folder, self.make_fuzzy,
                  self.change_settings, self.write_half]
        chosen = self.choice.choice(often * 2 + seldom)
        chosen()
        return chosen.__name__


def follow(watched, other):
    """Change OTHER, and WATCHED in the same way; each file that is written gets its name when it is whole."""
    state, before = other.choice.getstate(), tree(other.folder)
    name = other.change()
    if name in ("rename_article", "move_folder"):
        watched.choice.setstate(state)
        watched.change()
        return name
    after = tree(other.folder)
    for path in sorted({*before, *after}):
        target = watched.folder / path
        if path not in after:
            target.unlink()
        elif before.get(path) != after[path]:
            target.parent.mkdir(parents=True, exist_ok=True)
            saved = target.with_name("." + target.name)
            saved.write_bytes(after[path])
            os.replace(saved, target)
    return name


def run_anew(folder):
    shutil.rmtree(folder / ".localize", ignore_errors=True)
    run(cwd=folder)


def one_round(seed):
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        watched, other = (Project(Path(folder).resolve() / name, seed) for name in ("watched", "other"))
        run_anew(other.folder)
        done = []
        with watching(watched.folder):
            for _ in range(STEPS):
                done.append(follow(watched, other))
                if other.choice.random() < 0.1:
                    run(cwd=watched.folder)  # at the same time as the watch
                run_anew(other.folder)
                wanted = tree(other.folder)

                def differing():
                    made = tree(watched.folder)
                    return sorted(path for path in {*made, *wanted} if made.get(path) != wanted.get(path))

                try:
                    until(lambda: not differing(), "it is as a run anew makes it")
                except AssertionError as fault:
                    raise AssertionError(f"after {', '.join(done)}: {', '.join(differing())}: {fault}") from fault


def main(program, rounds="6", seed="1"):
    failed = 0
    print(f"1..{rounds}")
    for number in range(int(rounds)):
        try:
            one_round(int(seed) + number)
            print(f"ok {number + 1} - seed {int(seed) + number}", flush=True)
        except Exception as fault:  # whatever it is, the other rounds go on
            failed += 1
            print(f"not ok {number + 1} - seed {int(seed) + number}\n# {type(fault).__name__}: {fault}", flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
