#!/usr/bin/env python3
"""Print how many cases of meson's tests passed and failed: count.py BUILD/meson-logs/testlog"""

import json
import sys
import xml.etree.ElementTree as tree

GOOD = {"OK", "SKIP", "EXPECTEDFAIL"}


def main(log):
    try:
        cases = list(tree.parse(log + ".junit.xml").iter("testcase"))
        with open(log + ".json", encoding="utf-8") as lines:
            results = [json.loads(line)["result"] for line in lines]
    except (OSError, ValueError, tree.ParseError) as fault:
        print(fault, file=sys.stderr)
        return 1
    if not results:
        return 1
    skipped = sum(case.find("skipped") is not None for case in cases)
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    # A test that crashed may have told of no failed case.
    print(len(cases) - skipped - failed, max(failed, sum(result not in GOOD for result in results)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
