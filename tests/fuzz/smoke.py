#!/usr/bin/env python3
"""A short run of a fuzz target over its seeds: smoke.py TARGET SEEDS [--libfuzzer]

Prints TAP, and the end of a failed run on standard error. The seeds are never changed: what libFuzzer finds and adds
goes to a temporary folder.
"""

import os
import subprocess
import sys
import tempfile

RUNS = 2000


def command(target, seeds, found, libfuzzer):
    if libfuzzer:
        return [target, f"-runs={RUNS}", "-seed=1", "-timeout=10", "-max_len=4096", "-verbosity=0",
                "-print_final_stats=0", f"-artifact_prefix={found}/", found, seeds]
    return [target, "--mutations", str(RUNS), *sorted(os.path.join(seeds, name) for name in os.listdir(seeds))]


def main(target, seeds, *options):
    target, seeds = os.path.abspath(target), os.path.abspath(seeds)
    if not os.path.isdir(seeds):
        print(f"1..0 # SKIP no seeds in {seeds}")
        return 0
    with tempfile.TemporaryDirectory(prefix="localize-fuzz-") as found:
        done = subprocess.run(command(target, seeds, found, "--libfuzzer" in options), cwd=found, text=True,
                              errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print("1..1")
    for line in done.stdout.splitlines()[-60:] if done.returncode else []:
        print("#", line, file=sys.stderr)
    print("ok 1" if done.returncode == 0 else "not ok 1", "-", os.path.basename(target))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
