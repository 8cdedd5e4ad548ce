#!/usr/bin/env python3
"""Compare the catalog room with GNU msgcat on whole folders of PO files.

Usage: compare_msgcat.py --tool BUILD/tests/catalog_tool [--jobs N] [-v] PATH…

For each .po and .pot file below the PATHs: what the tool makes of it is what "msgcat --to-code=UTF-8" makes of it but
for flags that gettext does not know; what msgcat printed comes back from the tool unchanged, by the fast road; and the
fast road reads the same as libgettextpo. Prints one line for each file that differs, then a summary; exit status 1
if any does.
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


def without_foreign_flags(text):
    """What msgcat makes of TEXT: it drops the flags that it does not know."""
    with tempfile.NamedTemporaryFile(suffix=".po") as file:
        file.write(text)
        file.flush()
        return run("msgcat", "--to-code=UTF-8", file.name)[1]


def compare(tool, path):
    """The names of what differs for PATH, and of what is worth counting."""
    differences, notes = [], []
    status, wanted, errors = run("msgcat", "--to-code=UTF-8", path)
    own_status, own, own_errors = run(tool, path)
    if status != 0:
        if own_status == 0:
            differences.append(f"msgcat refuses it ({errors.strip().splitlines()[0]})")
        return differences, ["refused by msgcat"]
    if own_status != 0:
        return [f"refused ({own_errors.strip()})"], notes
    if own != wanted:
        if without_foreign_flags(own) == wanted:
            notes.append("foreign flags")
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
        if status == 3:
            differences.append("msgcat's output not read fast")
            status, again, _ = run(tool, file.name)
        if status != 0 or again != wanted:
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
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    counts, total, failed, size = {}, 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        files = list(catalogs(options.paths))
        for path, (differences, notes) in zip(files, pool.map(lambda path: compare(options.tool, path), files)):
            total += 1
            failed += bool(differences)
            size += os.path.getsize(path)
            for difference in differences:
                print(f"{path}: {difference}")
            for note in notes:
                counts[note] = counts.get(note, 0) + 1
    print(f"{total} catalogs, {size / 1e6:.1f} MB: {total - failed} equal, {failed} not")
    for note, count in sorted(counts.items()):
        print(f"  {note}: {count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
