#!/usr/bin/env python3
"""Reads gcov's counts for include/ from a build of the tests, and writes them as gcovr's JSON, for gcovr to report.

gcovr 5.2 reads gcov's text output, which has two defects for a library of templates:

- The text does not mark unreached branches that only an exception takes. So gcovr counts such a branch for every call
  that one test compiles and another runs.
- It numbers the branches of a line across all instances of a template, which differ between tests.

gcov's JSON has the mark. Here, branches are counted per source line: a branch is taken if any instance of the template,
in any test, takes it. Instances with a different number of branches in the line, by `if constexpr`, are kept apart.
The branches of NO_DECISIONS are not counted. Lines that contain only braces have no branches. The preset `coverage` turns
`always_inline` off, because gcov adds up the branches of all places that a function is inlined into. It counts in functions of
include/ only, which takes a quarter less time than to count in all.

usage: .ci/coverage.py DIRECTORY... > JSON
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = os.getcwd()
HEADERS = ROOT + "/include/"
# Lines without code.
BARE = ("", "{", "}", "{}", "};")


def counted(data_file):
    """gcov's report on the headers in one object, which need not have been run."""
    gcov = subprocess.run(
        ["gcov", "--json-format", "--stdout", "--branch-counts", "--branch-probabilities",
         "--relative-only", "--source-prefix", ROOT, str(data_file)],
        capture_output=True, check=False)
    if gcov.returncode != 0:
        # Usually the object was rebuilt but not run again.
        sys.exit(f"gcov cannot read {data_file}: {gcov.stderr.decode(errors='replace').strip()}")
    files = []
    for report in gcov.stdout.splitlines():
        files += [each for each in json.loads(report)["files"] if each["file"].startswith(HEADERS)]
    return files


def decisions(branches):
    """The count of each branch, without exception branches and their normal counterparts, which are taken whenever the
    call is made and are no decisions."""
    taken = []
    for before, branch in zip([None, *branches], branches):
        if not branch["throw"]:
            taken.append(branch["count"])
        elif before is not None and before["fallthrough"]:
            taken.pop()
    return taken


# Files whose branches are no decisions of theirs, and why.
NO_DECISIONS = {
    # The jump to a handler: a branch for each alternative of each list of handlers that any test has.
    "include/webhooks/dispatch/alternatives.hpp",
    # Lambdas in a class template: gcov adds the branches of its instances up.
    "include/webhooks/nats/worker.hpp",
}


class Line:
    def __init__(self):
        self.count = 0
        # By the number of branches, for instances that differ.
        self.branches = collections.defaultdict(list)

    def add(self, line):
        self.count += line["count"]
        taken = decisions(line["branches"])
        if taken:
            before = self.branches[len(taken)] or [0] * len(taken)
            self.branches[len(taken)] = [old + new for old, new in zip(before, taken)]


def report_of(name, lines):
    source = pathlib.Path(name).read_text().splitlines()
    listed = []
    for number, line in sorted(lines.items()):
        text = source[number - 1] if number <= len(source) else ""
        is_bare = re.sub(r"//.*|/\*.*?\*/|\s", "", text) in BARE
        # The compiler attributes the clean-up after an exception to the closing brace.
        if is_bare and line.count == 0:
            continue
        has_branches = not is_bare and name not in NO_DECISIONS
        branches = [count for taken in line.branches.values() for count in taken] if has_branches else []
        listed.append({
            "line_number": number,
            "count": line.count,
            "gcovr/noncode": False,
            "gcovr/excluded": False,
            "branches": [{"count": count, "fallthrough": False, "throw": False} for count in branches],
        })
    return {"file": name, "lines": listed, "functions": []}


def main():
    # An object that was not run has no .gcda, and counts as not executed, so that a skipped test is visible.
    # The objects of headers_compile_alone are never run.
    data_files = [file for directory in sys.argv[1:] for file in sorted(pathlib.Path(directory).rglob("*.gcno"))
                  if "headers_compile_alone" not in str(file)]
    headers = collections.defaultdict(lambda: collections.defaultdict(Line))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for files in pool.map(counted, data_files):
            for file in files:
                for line in file["lines"]:
                    headers[file["file"].removeprefix(ROOT + "/")][line["line_number"]].add(line)
    reports = [report_of(name, lines) for name, lines in sorted(headers.items())]
    json.dump({"gcovr/format_version": "0.3", "files": reports}, sys.stdout)


if __name__ == "__main__":
    main()
