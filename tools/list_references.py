#!/usr/bin/env python3
"""Write the names of HTML's character references as a C table, sorted by their bytes: list_references.py OUT.c

Python has them from the HTML Living Standard, section 13.5. Those without a semicolon, which only browsers know, are left
out.
"""

import html.entities
import sys


def main(out):
    names = sorted((name[:-1], characters) for name, characters in html.entities.html5.items() if name.endswith(";"))
    rows, offset = [], 0
    for name, characters in names:
        more = "true" if len(characters) > 1 else "false"
        rows.append(f"\t{{ {ord(characters[0]):#x}, {offset}, {len(name)}, {more} }},\n")
        offset += len(name)
    with open(out, "w", encoding="utf-8") as target:
        target.write('#include "text/character_reference_table.h"\n\n')
        target.write("const char character_reference_letters[] = {\n")
        target.write("".join("\t" + "".join(f"'{letter}'," for letter in name) + "\n" for name, _ in names) + "};\n\n")
        target.write("const struct character_reference_name character_reference_names[] = {\n" + "".join(rows) + "};\n\n")
        target.write(f"const size_t character_reference_count = {len(names)};\n")


if __name__ == "__main__":
    main(sys.argv[1])
