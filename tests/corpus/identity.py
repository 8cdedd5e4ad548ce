#!/usr/bin/env python3
"""Whole sites through the program with nothing translated: identity.py PROGRAM FOLDER…

Every article of each folder must come out byte for byte, and the catalogs must be gettext's. Prints a line a folder.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path


def articles(folder):
    extensions = {".md", ".markdown", ".mdx", ".html", ".htm", ".xhtml", ".txt"}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in extensions and path.is_file() and not any(
                part.startswith(".") for part in path.relative_to(folder).parts):
            yield path.relative_to(folder)


def measure(program, folder):
    with tempfile.TemporaryDirectory(prefix="localize-") as project:
        project = Path(project)
        (project / "input").symlink_to(folder)
        started = time.monotonic()
        done = subprocess.run([program, "--lang", "sr", "-q"], cwd=project, capture_output=True, text=True)
        seconds = time.monotonic() - started
        again = subprocess.run([program, "--lang", "sr"], cwd=project, capture_output=True, text=True)
        counts = {"same": 0, "differ": 0, "missing": 0, "catalog": 0}
        size = 0
        for name in articles(folder):
            output = project / "output/sr" / name
            size += (folder / name).stat().st_size
            what = "missing" if not output.exists() else \
                "same" if output.read_bytes() == (folder / name).read_bytes() else "differ"
            counts[what] += 1
            if what != "same":
                print(f"  {what}: {name}")
        for catalog in sorted(project.glob("po/sr/**/*.po")):
            read = subprocess.run(["msgcat", str(catalog)], capture_output=True)
            if read.returncode or read.stdout != catalog.read_bytes():
                counts["catalog"] += 1
                print(f"  msgcat differs: {catalog.relative_to(project)} {read.stderr[:200]}")
        for line in done.stderr.splitlines()[:10]:
            print(f"  {line}")
        print(f"{folder.name}: {counts['same']} same, {counts['differ']} differ, {counts['missing']} missing, "
              f"{counts['catalog']} catalogs that msgcat changes; {size / 1e6:.1f} MB in {seconds:.2f} s; "
              f"again: {again.stdout.strip()}", flush=True)
        return counts["differ"] + counts["missing"] + counts["catalog"]


if __name__ == "__main__":
    sys.exit(sum(measure(Path(sys.argv[1]).resolve(), Path(name).resolve()) for name in sys.argv[2:]) != 0)
