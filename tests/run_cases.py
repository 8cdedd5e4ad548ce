#!/usr/bin/env python3
"""Run the cases of tests/cases/project: run_cases.py --program PROGRAM [--program OTHER …] [--update] [CASES…]

A case is a folder:

  README   why the case is there
  command  command lines, one a line; the word “localize” stands for the program; no shell sees them
  in/      the project on which they are run, in a copy of it (optional: an empty folder)
  out/     files that must be there afterwards with just this content; PATH.absent says that PATH must not be
  stdout, stderr  what they print, all lines together (optional: anything); a line of “...” stands for any lines
  status   of the last command (optional: 0); each one before it must end with 0, or with what its line's
           “# status N” says

Prints TAP, and what is wrong on standard error. --update writes what happened into the out/, stdout, stderr and status
that a case has.
"""

import argparse
import difflib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = Path(__file__).resolve().parent / "cases" / "project"
ABSENT = ".absent"


def read(path, default=None):
    return path.read_bytes() if path.is_file() else default


def matches(actual, expected):
    """Whether the lines ACTUAL are EXPECTED, in which b"..." is any number of lines."""
    if b"..." not in expected:
        return actual == expected
    runs, run = [], []
    for line in expected:
        if line == b"...":
            runs.append(run)
            run = []
        else:
            run.append(line)
    first, last = runs[0], run
    if len(actual) < len(first) + len(last) or actual[:len(first)] != first:
        return False
    if last and actual[-len(last):] != last:
        return False
    at, end = len(first), len(actual) - len(last)
    for run in runs[1:]:
        while at + len(run) <= end and actual[at:at + len(run)] != run:
            at += 1
        if at + len(run) > end:
            return False
        at += len(run)
    return True


def difference(name, actual, expected):
    decoded = [[line.decode(errors="backslashreplace") for line in content.split(b"\n")] for content in (expected, actual)]
    return list(difflib.unified_diff(*decoded, f"expected {name}", f"actual {name}", lineterm=""))[:60]


class Case:
    def __init__(self, folder, program):
        self.folder = folder
        self.program = program
        self.faults = []

    def fault(self, *lines):
        self.faults.extend(lines)

    def commands(self):
        for line in self.folder.joinpath("command").read_text().splitlines():
            words = shlex.split(line, comments=True)
            if words:
                _, found, status = line.partition("# status ")
                yield [self.program if word == "localize" else word for word in words], int(status) if found else 0

    def environment(self, home):
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", "HOME": home, "NO_COLOR": "1"}
        environment.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
        return environment

    def run_commands(self, project, home):
        """Run all commands; what they printed and the last one's status."""
        stdout, stderr, status = b"", b"", 0
        commands = list(self.commands())
        for number, (words, wanted) in enumerate(commands, 1):
            done = subprocess.run(words, cwd=project, env=self.environment(home), stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=60)
            stdout, stderr, status = stdout + done.stdout, stderr + done.stderr, done.returncode
            if number < len(commands) and status != wanted:
                self.fault(f"command {number} ends with status {status}, not {wanted}",
                           *done.stderr.decode(errors="backslashreplace").splitlines())
                break
        return stdout, stderr, status

    def compare(self, name, actual):
        expected = read(self.folder / name)
        if expected is not None and not matches(actual.split(b"\n"), expected.split(b"\n")):
            self.fault(*difference(name, actual, expected))

    def compare_files(self, project):
        out = self.folder / "out"
        for path in sorted(path for path in out.rglob("*") if path.is_file()):
            name = path.relative_to(out).as_posix()
            if name.endswith(ABSENT):
                name = name[:-len(ABSENT)]
                if os.path.lexists(project / name):
                    self.fault(f"{name} is there, and must not be")
                continue
            actual = read(project / name)
            if actual is None:
                self.fault(f"{name} is not there")
            elif actual != path.read_bytes():
                self.fault(*difference(name, actual, path.read_bytes()))

    def check(self, project, stdout, stderr, status):
        wanted = int(read(self.folder / "status", b"0"))
        if status != wanted:
            self.fault(f"status {status}, not {wanted}", *stderr.decode(errors="backslashreplace").splitlines())
        self.compare("stdout", stdout)
        self.compare("stderr", stderr)
        self.compare_files(project)

    def update(self, project, stdout, stderr, status):
        """Write what happened; an expectation with “...” in it is kept where it still holds."""
        for name, actual in ("stdout", stdout), ("stderr", stderr):
            expected = read(self.folder / name)
            if expected is not None and not matches(actual.split(b"\n"), expected.split(b"\n")):
                (self.folder / name).write_bytes(actual)
        if status:
            (self.folder / "status").write_text(f"{status}\n")
        else:
            (self.folder / "status").unlink(missing_ok=True)
        out = self.folder / "out"
        for path in sorted(path for path in out.rglob("*") if path.is_file() and not path.name.endswith(ABSENT)):
            actual = read(project / path.relative_to(out))
            if actual is None:
                path.rename(path.with_name(path.name + ABSENT))
            else:
                path.write_bytes(actual)

    def run(self, update):
        if not self.folder.joinpath("README").is_file():
            self.fault("there is no README that says why this case is there")
        with tempfile.TemporaryDirectory(prefix="localize-case-") as home:
            project = Path(home) / "project"
            if self.folder.joinpath("in").is_dir():
                shutil.copytree(self.folder / "in", project, symlinks=True)
            else:
                project.mkdir()
            try:
                happened = self.run_commands(project, home)
            except (OSError, ValueError, subprocess.TimeoutExpired) as fault:
                self.fault(str(fault))
                return
            (self.update if update else self.check)(project, *happened)


def main():
    parser = argparse.ArgumentParser(description="Run the cases of tests/cases/project.")
    parser.add_argument("--program", action="append", required=True, help="a program to run them with")
    parser.add_argument("--update", action="store_true", help="write what happens into the cases")
    parser.add_argument("cases", nargs="*", metavar="CASE", help="folders of cases (default: all)")
    options = parser.parse_args()
    folders = [Path(case).resolve() for case in options.cases] or \
        sorted(path.parent for path in CASES.rglob("command"))
    runs = [(folder, os.path.abspath(program)) for program in options.program for folder in folders]
    print(f"1..{len(runs)}" + ("" if runs else " # SKIP there are no cases"))
    failed = False
    for number, (folder, program) in enumerate(runs, 1):
        case = Case(folder, program)
        case.run(options.update)
        name = folder.relative_to(CASES).as_posix() if CASES in folder.parents else folder.name
        if len(options.program) > 1:
            name += f" with {os.path.basename(program)}"
        print("not ok" if case.faults else "ok", number, "-", name)
        for line in case.faults:
            print("#", line, file=sys.stderr)
        failed |= bool(case.faults)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
