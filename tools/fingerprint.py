#!/usr/bin/env python3
"""Write a C file with a number for all of the program's sources: fingerprint.py OUT.c DEPFILE SOURCE_FOLDER DATA_FOLDER

Results that an earlier run left behind count only for the program that made them. The same sources give the same number,
wherever and whenever they are built.
"""

import hashlib
import sys
from pathlib import Path


def main(out, depfile, *folders):
    total, paths = hashlib.sha256(), []
    for folder in map(Path, folders):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".c", ".h", ".srx", ".txt", ".yaml"}:
                total.update(f"{path.relative_to(folder)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
                paths.append(path)
    Path(out).write_text(
        '#include "commands/keys.h"\n\n'
        f'const char program_fingerprint[] = "{total.hexdigest()}";\n', encoding="utf-8")
    escaped = " ".join(str(path).replace(" ", "\\ ") for path in paths)
    Path(depfile).write_text(f"{out}: {escaped}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
