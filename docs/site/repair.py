#!/usr/bin/env python3
"""Removes the places from links of Doxygen 1.9 to places that it has left out: a list of nested classes which are all private, and
friends that are no classes. Such a link leads to the page.

usage: docs/site/repair.py DIRECTORY
"""

import pathlib
import re
import sys


def main():
    pages = {path: path.read_text(encoding="utf-8") for path in pathlib.Path(sys.argv[1]).glob("*.html")}
    anchors = {path.name: set(re.findall(r'(?:name|id)="([^"]*)"', text)) for path, text in pages.items()}
    for path, text in pages.items():
        def alive(match):
            target, place = match[1] or path.name, match[2]
            return match[0] if target not in anchors or place in anchors[target] else f'href="{target}"'

        repaired = re.sub(r'<a href="#nested-classes">Classes</a> &#124;\n?' if "nested-classes" not in anchors[path.name] else "(?!)",
                          "", text)
        repaired = re.sub(r'href="([^"#:]*)#((?:a[0-9a-f]{32}))"', alive, repaired)
        if repaired != text:
            path.write_text(repaired, encoding="utf-8")


main()
