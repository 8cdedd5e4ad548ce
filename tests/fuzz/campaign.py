#!/usr/bin/env python3
"""Fuzz every target for a while, one after another: campaign.py [--seconds N] [--keep] BUILD WORK [TARGET…]

BUILD is a build folder with -Dfuzzers=true (clang) and sanitizers. WORK gets, for each target, the corpus that is found
(WORK/NAME, begun from seeds/NAME and the last campaign's, and minimized at the end), the log, and the inputs that crashed,
leaked, were slow or took too much memory (WORK/NAME-faults). A line for each target says what was run:

    NAME: 150 s, 1234567 inputs, 321 in the corpus, coverage 2345, 0 faults

With --keep, the few small inputs of a minimized corpus that reach most are added to seeds/NAME.
"""

import argparse
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

SEEDS = pathlib.Path(__file__).resolve().parent / "seeds"
LIMITS = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=4096", "-print_final_stats=1"]
FAULTS_MOST = 10
KEPT_BYTES, KEPT_FILES, KEPT_SIZE = 4096, 10, 1024


def last_number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def fuzz(program, name, work, seconds):
    """Run one target for SECONDS, going on after faults: seconds run, inputs, coverage, faults."""
    corpus, faults = work / name, work / f"{name}-faults"
    corpus.mkdir(parents=True, exist_ok=True)
    faults.mkdir(exist_ok=True)
    begin, inputs, coverage, failures = time.monotonic(), 0, 0, 0
    with open(work / f"{name}.log", "w", encoding="utf-8") as log:
        while failures < FAULTS_MOST and (left := seconds - int(time.monotonic() - begin)) > 0:
            done = subprocess.run([program, *LIMITS, f"-max_total_time={left}", f"-artifact_prefix={faults}/",
                                   corpus, SEEDS / name], cwd=faults, text=True, errors="replace",
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            log.write(done.stdout)
            log.flush()
            inputs += last_number(r"stat::number_of_executed_units: (\d+)", done.stdout)
            coverage = max(coverage, last_number(r" cov: (\d+)", done.stdout))
            failures += done.returncode != 0
    return int(time.monotonic() - begin), inputs, coverage, failures


def minimize(program, name, work):
    """Keep of a corpus what covers as much as all of it; its files and the edges that each reaches."""
    corpus = work / name
    with tempfile.TemporaryDirectory(dir=work) as folder:
        smaller, control = pathlib.Path(folder) / "corpus", pathlib.Path(folder) / "control"
        smaller.mkdir()
        subprocess.run([program, *LIMITS, "-set_cover_merge=1", f"-merge_control_file={control}", smaller, SEEDS / name, corpus],
                       cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        reached = read_control(control.read_text().splitlines())
        if any(smaller.iterdir()):
            shutil.rmtree(corpus)
            smaller.rename(corpus)
    return reached


def read_control(lines):
    """The files of a merge and the edges that each covers, from libFuzzer's control file."""
    count = int(lines[0])
    files = [pathlib.Path(line) for line in lines[2:2 + count]]
    return {files[int(index)]: set(edges) for kind, index, *edges in map(str.split, lines[2 + count:]) if kind == "COV"}


def keep_best(name, reached):
    """Add to the seeds the small inputs that reach most beyond them for their size."""
    covered = set().union(*(edges for path, edges in reached.items() if path.parent == SEEDS / name))
    rest = {}
    for path, edges in reached.items():
        if path.exists() and path.parent != SEEDS / name and path.stat().st_size <= KEPT_SIZE:
            rest[path.read_bytes()] = edges
    left = KEPT_BYTES
    for _ in range(KEPT_FILES):
        rest = {content: edges for content, edges in rest.items() if len(content) <= left and not edges <= covered}
        if not rest:
            break
        best = max(rest, key=lambda content: (len(rest[content] - covered) / (len(content) + 64), content))
        covered |= rest[best]
        left -= len(best)
        (SEEDS / name / f"found_{hashlib.sha256(best).hexdigest()[:8]}").write_bytes(best)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--seconds", type=int, default=150, help="for each target")
    parser.add_argument("--keep", action="store_true", help="add small inputs to the seeds")
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    failures = 0
    for name in arguments.targets or sorted(folder.name for folder in SEEDS.iterdir()):
        program = arguments.build.resolve() / "tests" / "fuzz" / f"fuzz_{name}"
        seconds, inputs, coverage, faults = fuzz(program, name, work, arguments.seconds)
        reached = minimize(program, name, work)
        if arguments.keep:
            keep_best(name, reached)
        print(f"{name}: {seconds} s, {inputs} inputs, {len(list((work / name).iterdir()))} in the corpus, "
              f"coverage {coverage}, {faults} faults", flush=True)
        failures += faults
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
