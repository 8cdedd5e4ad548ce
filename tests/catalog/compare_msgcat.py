#!/usr/bin/env python3
"""Compare the catalog room with GNU msgcat on whole folders of PO files.

Usage: compare_msgcat.py --tool BUILD/tests/catalog_tool [--jobs N] [--tap] PATH…

For each .po and .pot file below the PATHs: what the tool makes of it is what "msgcat --to-code=UTF-8" makes of it but
for flags that gettext does not know and a comment behind the last entry; what msgcat printed comes back from the tool unchanged, by the fast road; and the
fast road reads the same as libgettextpo. Where FILE.expected stands beside a file, the tool makes that of it. With
--tap a file is one test, and one that is in no folder "odd" must be unchanged by msgcat; else one line for each file
that differs is printed, then a summary. Exit status 1 if any differs.
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile


def run(*command):
    done = subprocess.run(command, capture_output=True, env={**os.environ, "LC_ALL": "C"}, check=False)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def as_msgcat_has_it(text):
    """What msgcat makes of TEXT: it drops the flags that it does not know, and what stands behind the last entry."""
    with tempfile.NamedTemporaryFile(suffix=".po") as file:
        file.write(text)
        file.flush()
        return run("msgcat", "--to-code=UTF-8", file.name)[1]


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def compare(tool, path, canonical):
    """The names of what differs for PATH, and of what is worth counting."""
    differences, notes = [], []
    status, wanted, errors = run("msgcat", "--to-code=UTF-8", path)
    own_status, own, own_errors = run(tool, path)
    if os.path.exists(path + ".expected") and own != contents(path + ".expected"):
        differences.append("not as expected")
    if canonical and wanted != contents(path):
        differences.append("not what msgcat prints")
    if status != 0:
        if own_status == 0:
            if "changes some msgids" in errors or "present charset" in errors:
                return differences, ["read although msgcat does not convert it"]
            differences.append(f"msgcat refuses it ({errors.strip().splitlines()[0]})")
        return differences, ["refused by msgcat"]
    if own_status != 0:
        return [f"refused ({own_errors.strip()})"], notes
    if own != wanted:
        if as_msgcat_has_it(own) == wanted:
            notes.append("foreign flags, or a comment at the end")
        else:
            differences.append("written otherwise")
    fast_status, fast, _ = run(tool, "--road", "fast", path)
    slow_status, slow, _ = run(tool, "--road", "gettextpo", path)
    notes.append("fast as it stands" if fast_status == 0 else "by libgettextpo as it stands")
    if fast_status == 0 and (slow_status != 0 or fast != slow):
        differences.append("the roads differ")
    with tempfile.NamedTemporaryFile(suffix=".po") as file:
        file.write(wanted)
        file.flush()
        status, again, _ = run(tool, "--road", "fast", file.name)
        odd = "/odd/" in path or b"\r" in wanted or b"charset=UTF-8" not in wanted
        if status == 3 and odd:
            status, again, _ = run(tool, file.name)
        if status == 3:
            differences.append("msgcat's output not read fast")
        elif status != 0 or again != wanted:
            differences.append("msgcat's output comes back changed")
    return differences, notes


def catalogs(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, _, names in sorted(os.walk(path)):
            for name in sorted(names):
                if name.endswith((".po", ".pot")):
                    yield os.path.join(folder, name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tap", action="store_true")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    files = list(catalogs(options.paths))
    counts, failed = {}, 0

    def compare_one(path):
        return compare(options.tool, path, options.tap and "/odd/" not in path)

    if options.tap:
        print(f"1..{len(files)}")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for number, (path, (differences, notes)) in enumerate(zip(files, pool.map(compare_one, files)), 1):
            failed += bool(differences)
            if options.tap:
                print(f"{'not ' if differences else ''}ok {number} {os.path.basename(path)}")
            for difference in differences:
                print(f"{'# ' if options.tap else ''}{path}: {difference}")
            for note in notes:
                counts[note] = counts.get(note, 0) + 1
    if not options.tap:
        size = sum(os.path.getsize(path) for path in files)
        print(f"{len(files)} catalogs, {size / 1e6:.1f} MB: {len(files) - failed} equal, {failed} not")
        for note, count in sorted(counts.items()):
            print(f"  {note}: {count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
