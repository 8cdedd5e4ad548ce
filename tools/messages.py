#!/usr/bin/env python3
"""Bring the translations of the program's own messages up to date with its sources: messages.py [--check] PROGRAM XGETTEXT_ARGUMENT…

Run as “meson compile -C build messages”. It lists the sources in locale/POTFILES.in, has xgettext make
locale/localize.pot of them and msgmerge carry it into the catalogs, and makes sr@latin.po of sr.po by PROGRAM. With
--check nothing is written; what is not up to date is printed, and the exit status is 1.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
MARKS = re.compile(r'\b(?:_|N_|ngettext)\(')
DERIVED = ("sr@latin", "sr", "sr-Latn")


def sources():
    paths = [path for path in (ROOT / "src").rglob("*.c") if MARKS.search(path.read_text(encoding="utf-8"))]
    return sorted(path.relative_to(ROOT).as_posix() for path in paths)


def make_template(names, path, arguments):
    subprocess.run(["xgettext", *arguments, "--package-name=localize", "--copyright-holder=the localize project",
                    "--output", path, *names], cwd=ROOT, check=True)
    text = path.read_text(encoding="utf-8")
    text = text.replace("# SOME DESCRIPTIVE TITLE.\n", "# The messages of localize.\n", 1)
    text = re.sub(r"# FIRST AUTHOR.*\n#\n", "#\n", text, count=1)
    text = re.sub(r"# Copyright \(C\) \S+ ", "# Copyright (C) ", text, count=1)
    text = re.sub(r'"POT-Creation-Date: .*\\n"\n', "", text, count=1)
    path.write_text(text, encoding="utf-8")


def languages():
    return [name for name in (LOCALE / "LINGUAS").read_text().split() if name != DERIVED[0]]


def derive(program):
    _, source, script = DERIVED
    return subprocess.run([program, "script", "--to", script, LOCALE / f"{source}.po"], check=True, capture_output=True,
                          env={"LC_ALL": "C"}).stdout


def messages(path):
    """What is to be translated in the template or catalog at PATH."""
    text = re.sub(r"(?m)^#.*\n", "", path.read_text(encoding="utf-8"))
    return {entry.replace('"\n"', "").strip() for entry in re.findall(r"(?m)^(msg(?:ctxt|id) [\s\S]*?)^msgstr", text)}


def update(program, arguments):
    names = sources()
    (LOCALE / "POTFILES.in").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    make_template(names, LOCALE / "localize.pot", arguments)
    for language in languages():
        subprocess.run(["msgmerge", "--quiet", "--update", "--backup=none", "--add-location=file",
                        LOCALE / f"{language}.po", LOCALE / "localize.pot"], check=True)
    (LOCALE / f"{DERIVED[0]}.po").write_bytes(derive(program))


def check(program, arguments):
    faults = []
    names = sources()
    if (LOCALE / "POTFILES.in").read_text().split() != names:
        faults.append("locale/POTFILES.in does not list the sources that have messages")
    with tempfile.TemporaryDirectory(prefix="localize-") as folder:
        make_template(names, Path(folder) / "localize.pot", arguments)
        wanted = messages(Path(folder) / "localize.pot")
    for path in [LOCALE / "localize.pot", *(LOCALE / f"{language}.po" for language in languages())]:
        there = messages(path)
        faults.extend(f"{path.name} lacks {message}" for message in sorted(wanted - there))
        faults.extend(f"{path.name} has what is no message: {message}" for message in sorted(there - wanted))
    if (LOCALE / f"{DERIVED[0]}.po").read_bytes() != derive(program):
        faults.append(f"{DERIVED[0]}.po is not what becomes of {DERIVED[1]}.po")
    return faults


def main(only_check, program, *arguments):
    if not only_check:
        update(program, arguments)
        return 0
    faults = check(program, arguments)
    for fault in faults:
        print(fault)
    if faults:
        print("run: meson compile -C build messages")
    return 1 if faults else 0


if __name__ == "__main__":
    checking = sys.argv[1] == "--check"
    sys.exit(main(checking, *sys.argv[1 + checking:]))
