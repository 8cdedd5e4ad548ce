#!/usr/bin/env python3
"""Write files as C arrays, with the table that base/data.h declares: embed.py OUT.c FILE…"""

import os
import sys


def array(number, path):
    with open(path, "rb") as source:
        content = source.read()
    lines = [
        "\t" + "".join(f"{byte}," for byte in content[start:start + 32])
        for start in range(0, len(content), 32)
    ]
    return f"static const unsigned char file_{number}[] = {{\n" + "\n".join(lines or ["\t0"]) + "\n};\n", len(content)


def main(out, paths):
    arrays, rows = [], []
    for number, path in enumerate(paths):
        text, size = array(number, path)
        arrays.append(text)
        rows.append(f'\t{{ "{os.path.basename(path)}", (const char *)file_{number}, {size} }},\n')
    with open(out, "w", encoding="utf-8") as target:
        target.write('#include "base/data.h"\n\n' + "\n".join(arrays))
        target.write("\nconst struct data_file data_files[] = {\n" + "".join(rows) + "\t{ 0, 0, 0 },\n};\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
