#!/usr/bin/env python3
"""Whole sites through the program: sites.py [OPTIONS] PROGRAM STRUCTURE_CHECK FOLDER…

Each folder is an `input/`. Untranslated, every article must come out byte for byte; in en-XA and en-XB with the structure,
code and addresses that it had, as cmark-gfm or gumbo see them (tests/tools/structure_check.c), or MDX's own parser. Prints a line for each folder
and format, and what is wrong below it; --details takes all lines of structure_check, and front matter without accents.
"""

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FORMATS = {
    "Markdown": {".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"},
    "HTML": {".html", ".htm", ".xhtml"},
    "text": {".txt", ".text"},
}
UNTRANSLATED, PSEUDO = "sr", ("en-XA", "en-XB")
FRONT_KEY = re.compile(r"""\s*(?:-\s+)?["']?([\w.-]+)["']?\s*[:=]""")
WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")


def find_articles(folder):
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        kind = next((k for k, extensions in FORMATS.items() if path.suffix.lower() in extensions), None)
        if kind and path.is_file() and not any(part.startswith(".") for part in name.parts):
            yield kind, name


def front_matter(path):
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    if lines[0].strip() not in ("---", "+++"):
        return []
    ends = [i for i, line in enumerate(lines[1:], 1) if line.strip() == lines[0].strip()]
    return lines[1:ends[0]] if ends else []


def check_front_matter(source, accented):
    """Lines of prose that are as they were, and keys that are not."""
    before, after = front_matter(source), front_matter(accented)
    for old, new in zip(before, after):
        old_key, new_key = FRONT_KEY.match(old), FRONT_KEY.match(new)
        if old == new and old_key and WORDS.search(old[old_key.end():]):
            yield f"front {source}: {old.strip()}"
        elif old_key and (not new_key or new_key[1] != old_key[1]):
            yield f"key {source}: {old.strip()} <> {new.strip()}"


def run_program(program, project):
    started = time.monotonic()
    run = subprocess.run([program, "--lang", ",".join((UNTRANSLATED, *PSEUDO)), "-q"], cwd=project, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True, errors="replace")
    return run.stderr.splitlines(), time.monotonic() - started


def run_check(command, rows):
    lines = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    run = subprocess.run(command, input=lines.encode("utf-8", "surrogateescape"), stdout=subprocess.PIPE)
    ended = [f"{command[0]} ended with {run.returncode}"] if run.returncode else []
    return run.stdout.decode("utf-8", "replace").splitlines() + ended


def is_mdx(path):
    """By its name, or by an import that its text begins with."""
    if path.suffix.lower() == ".mdx":
        return True
    text = path.read_text(encoding="utf-8", errors="replace")
    body = re.sub(r"\A\ufeff?---\n.*?^---\n", "", text, flags=re.DOTALL | re.MULTILINE)
    return path.suffix.lower() == ".md" and re.match(r"\s*(?:#[^\n]*\n\s*)?import (?:.* from )?[\"'{]", body) is not None


def check_structure(tool, mdx, rows):
    """MDX by its own parser where that is there; what is no valid MDX, and all else, by the others."""
    own = [row for row in rows if mdx and is_mdx(row[0])]
    lines = run_check(["node", Path(__file__).with_name("mdx_check.mjs"), mdx], own) if own else []
    done = {line.partition(" ")[2].partition(": ")[0] for line in lines if line.startswith(("same ", "differ "))}
    others = run_check([tool], rows)
    verdicts = ("same ", "differ ")
    return lines + [line for line in others if not (line.startswith(verdicts) and line.partition(" ")[2].partition(": ")[0] in done)]


def check_catalogs(project):
    """Every catalog must be as msgcat writes it."""
    for catalog in sorted(project.glob(f"po/{UNTRANSLATED}/**/*.po")):
        run = subprocess.run(["msgcat", catalog], capture_output=True)
        if run.returncode or run.stdout != catalog.read_bytes():
            yield f"msgcat differs: {catalog.relative_to(project)} {run.stderr[:200].decode('utf-8', 'replace')}"


def measure(options, folder, project, details):
    program, tool, mdx = Path(options.program).resolve(), Path(options.structure_check).resolve(), options.mdx
    (project / "input").symlink_to(folder)
    messages, seconds = run_program(program, project)
    articles = list(find_articles(folder))
    counts, wrong, rows = collections.defaultdict(collections.Counter), [], []
    for kind, name in articles:
        outputs = [project / "output" / language / name for language in (UNTRANSLATED, *PSEUDO)]
        counts[kind]["files"] += 1
        if not all(output.exists() for output in outputs):
            counts[kind]["refused"] += 1
            continue
        identical = outputs[0].read_bytes() == (folder / name).read_bytes()
        counts[kind]["identical"] += identical
        if not identical:
            wrong.append(f"not identical {folder / name}")
        if kind == "Markdown":
            details += check_front_matter(folder / name, outputs[1])
        if kind != "text":
            rows.append((folder / name, outputs[1], outputs[2]))
    for line in check_structure(tool, mdx, rows):
        verdict, _, rest = line.partition(" ")
        if verdict in ("same", "differ", "refused"):
            path = rest.partition(": ")[0]
            kind = next(k for k, extensions in FORMATS.items() if Path(path).suffix.lower() in extensions)
            counts[kind][verdict + " tree"] += 1
        if verdict not in ("same", "prose", "invalid"):
            wrong.append(line)
        if verdict != "same":
            details.append(line)
    wrong = [line for line in messages if ": error: " in line] + wrong
    wrong += check_catalogs(project) if options.catalogs else []
    details += messages
    for kind, count in counts.items():
        trees = "" if kind == "text" else f"same tree {count['same tree']}, differ {count['differ tree']}, "
        print(f"{folder.name} {kind}: {count['files']} files, identical {count['identical']}, {trees}"
              f"refused {count['refused'] + count['refused tree']}", flush=True)
    print("".join(f"  {line}\n" for line in wrong), end="", flush=True)
    print(f"  {seconds:.1f} s", file=sys.stderr)
    return counts, len(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="build the projects here and leave them")
    parser.add_argument("--details", type=Path)
    parser.add_argument("--mdx", type=Path, help="a folder with the packages that mdx_check.mjs needs")
    parser.add_argument("--catalogs", action="store_true", help="compare each catalog with what msgcat makes of it")
    parser.add_argument("program")
    parser.add_argument("structure_check")
    parser.add_argument("folder", nargs="+", type=Path)
    options = parser.parse_args()
    totals, faults, details = collections.defaultdict(collections.Counter), 0, []
    for folder in options.folder:
        with tempfile.TemporaryDirectory(prefix="localize-") as temporary:
            project = Path(temporary)
            if options.keep:
                project = options.keep / folder.resolve().name
                project.mkdir(parents=True)
            counts, wrong = measure(options, folder.resolve(), project, details)
        faults += wrong
        for kind, count in counts.items():
            totals[kind] += count
    for kind, count in totals.items():
        print(f"all {kind}: " + ", ".join(f"{what} {number}" for what, number in count.items()))
    if options.details:
        options.details.write_text("".join(line + "\n" for line in details), encoding="utf-8", errors="surrogateescape")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
