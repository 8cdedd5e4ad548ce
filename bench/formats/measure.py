#!/usr/bin/env python3
"""Measure formats against po4a and translate-toolkit on the same files in one run.

usage: bench/formats/measure.py [--build BUILD] [--largest MB] [--peers KB] [FILE…]

Without FILEs, Markdown, HTML and plain text are generated, always the same. First the library alone: megabytes a second
into units and back, growing with the file, and the peak of memory. Then the whole programs, each as its users run it, on
files of a size that the peers can take: a template from the article, and the article from a catalog. A ratio is the
peer's time through localize's. What is not installed is left out.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("river bridge town market morning council reader house garden winter paper train station window answer "
         "music letter story museum kitchen school teacher doctor forest island summer street corner voice").split()


def sentence(dice):
    words = [dice.choice(WORDS) for _ in range(dice.randint(5, 18))]
    return words[0].capitalize() + " " + " ".join(words[1:]) + "."


def markdown(size, dice):
    parts, total, number = ["---\ntitle: A long article\n---\n\n"], 0, 0
    while total < size:
        number += 1
        text = [sentence(dice) for _ in range(dice.randint(2, 6))]
        kind = dice.randrange(8)
        if kind == 0:
            part = f"## {sentence(dice)[:-1]} {number}\n\n"
        elif kind == 1:
            part = "".join(f"- {line}\n" for line in text) + "\n"
        elif kind == 2:
            part = "| A | B |\n| --- | --- |\n" + "".join(f"| {line} | `x{number}` |\n" for line in text) + "\n"
        elif kind == 3:
            part = f"```c\nint f{number}(void);\n```\n\n> {text[0]}\n> {text[1]}\n\n"
        else:
            text[0] = f"**{text[0]}** See [the {number}th page](https://example.org/{number} \"A title\") and `code`."
            part = "\n".join(text) + "\n\n"
        parts.append(part)
        total += len(part)
    return "".join(parts)


def html(size, dice):
    parts, total, number = ["<!DOCTYPE html>\n<html lang=\"en\">\n<title>A long page</title>\n<body>\n"], 0, 0
    while total < size:
        number += 1
        text = [sentence(dice) for _ in range(dice.randint(2, 6))]
        kind = dice.randrange(6)
        if kind == 0:
            part = f"<h2 id=\"h{number}\">{sentence(dice)[:-1]} {number}</h2>\n"
        elif kind == 1:
            part = "<ul>\n" + "".join(f"  <li>{line}</li>\n" for line in text) + "</ul>\n"
        elif kind == 2:
            part = f"<table><tr><td>{text[0]}</td><td><code>x{number}</code></td></tr></table>\n"
        else:
            text[0] = f"<b>{text[0]}</b> See <a href=\"p{number}.html\">the page</a> &amp; <img src=\"a.png\" alt=\"a cat\">."
            part = "<p>" + "\n".join(text) + "</p>\n"
        parts.append(part)
        total += len(part)
    return "".join(parts) + "</body>\n</html>\n"


def plain(size, dice):
    parts, total = [], 0
    while total < size:
        line, part = "", ""
        for word in " ".join(sentence(dice) for _ in range(dice.randint(2, 6))).split():
            if len(line) + len(word) > 76:
                part, line = part + line + "\n", ""
            line = line + " " + word if line else word
        part += line + "\n\n"
        parts.append(part)
        total += len(part)
    return "".join(parts)


MAKERS = {"md": markdown, "html": html, "txt": plain}


def timed(command, **options):
    begin = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)
    return time.perf_counter() - begin if done.returncode == 0 else None


def library(tool, files):
    print(f"{'file':28} {'MB':>7} {'units':>9} {'out MB/s':>9} {'back MB/s':>9} {'peak MB':>8} {'× file':>7}")
    for file in files:
        row = json.loads(subprocess.run([tool, file], check=True, stdout=subprocess.PIPE).stdout)
        print(f"{Path(file).name:28} {row['bytes'] / 1e6:7.1f} {row['units']:9} {row['out']:9.1f} {row['back']:9.1f} "
              f"{row['peak'] / 1e6:8.1f} {row['peak'] / row['bytes']:7.1f}")


def peers_of(file, folder):
    """name → (commands that make a template, commands that write the article)"""
    pot, po, result = folder / "peer.pot", folder / "peer.po", folder / ("result" + file.suffix)
    kind = {".md": "text", ".html": "xhtml", ".txt": "text"}[file.suffix]
    extra = ["-o", "markdown"] if file.suffix == ".md" else []
    peers = {"po4a": ([["po4a-updatepo", "-f", kind, *extra, "-M", "UTF-8", "-m", file, "-p", pot]],
                      [["po4a-translate", "-f", kind, *extra, "-M", "UTF-8", "-m", file, "-p", po, "-k", "0", "-l", result]])}
    if file.suffix != ".md":
        out, back = ("html2po", "po2html") if file.suffix == ".html" else ("txt2po", "po2txt")
        peers["translate-toolkit"] = ([[out, "-P", "--progress=none", file, pot]],
                                      [[back, "--progress=none", "-t", file, po, result]])
    return pot, po, peers


def fill(pot, po):
    """A translation for each entry: the source, so that every tool has the same to do."""
    subprocess.run(["msgen", "--no-wrap", "-o", po, pot], check=True, stderr=subprocess.DEVNULL)


def programs(program, files, folder):
    print(f"\n{'file':16} {'tool':20} {'template s':>10} {'ratio':>7} {'article s':>10} {'ratio':>7}")
    for file in files:
        project = folder / ("project" + file.suffix)
        (project / "input").mkdir(parents=True)
        shutil.copy(file, project / "input" / file.name)
        ours = [timed([program, "-C", project, "-q", "-j", "1", "update", "--lang", "sr"])]
        catalog = project / "po" / "sr" / (file.name + ".po")
        fill(catalog, catalog)
        ours.append(timed([program, "-C", project, "-q", "-j", "1", "build", "--lang", "sr"]))
        print(f"{file.name:16} {'localize':20} {ours[0]:10.3f} {1:7.1f} {ours[1]:10.3f} {1:7.1f}")
        pot, po, peers = peers_of(file, folder)
        for name, (out, back) in peers.items():
            if not shutil.which(out[0][0]):
                print(f"{'':16} {name:20} not installed")
                continue
            pot.unlink(missing_ok=True)
            times = [timed(command) for command in out]
            if None not in times and pot.exists():
                fill(pot, po)
                times += [timed(command) for command in back]
            columns = [f"{t:10.3f} {t / o:7.1f}" if t else f"{'fails':>10} {'':7}" for t, o in zip(times, ours)]
            print(f"{'':16} {name:20} {' '.join(columns)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="the build folder")
    parser.add_argument("--largest", type=int, default=64, help="megabytes of the largest file for the library")
    parser.add_argument("--peers", type=int, default=1000, help="kilobytes of the files for whole programs")
    parser.add_argument("files", type=Path, nargs="*")
    arguments = parser.parse_args()
    tool = arguments.build / "bench" / "formats" / "formats_measure"
    if not tool.exists():
        sys.exit(f"there is no {tool}; make it with: ninja -C {arguments.build} bench/formats/formats_measure")
    os.environ["LC_ALL"] = "C.UTF-8"
    with tempfile.TemporaryDirectory(prefix="localize-formats-") as name:
        folder = Path(name)
        files = list(arguments.files)
        if not files:
            for suffix, make in MAKERS.items():
                size = 1
                while size <= arguments.largest:
                    file = folder / f"{size}.{suffix}"
                    file.write_text(make(size * 1000000, random.Random(size)), encoding="utf-8")
                    files.append(file)
                    size *= 4
        library(tool, files)
        if not arguments.files:
            files = []
            for suffix, make in MAKERS.items():
                file = folder / f"article.{suffix}"
                file.write_text(make(arguments.peers * 1000, random.Random(7)), encoding="utf-8")
                files.append(file)
        programs(arguments.build / "src" / "localize", files, folder)


if __name__ == "__main__":
    main()
