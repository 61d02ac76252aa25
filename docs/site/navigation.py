#!/usr/bin/env python3
"""Puts this site's navigation into a layout of Doxygen: the pages that docs/index.md links, in its order, then the reference.

usage: docs/site/navigation.py LAYOUT   the output of `doxygen -l`, which is changed
"""

import pathlib
import re
import sys
from xml.sax.saxutils import quoteattr

REFERENCE = """<tab type="pages" visible="no" title=""/>
<tab type="namespaces" visible="yes" title="Reference"><tab type="namespacelist" visible="yes" title="Namespaces"/>
<tab type="namespacemembers" visible="yes" title="Names"/></tab>
<tab type="concepts" visible="yes" title="Concepts"/>
<tab type="classes" visible="yes" title="Classes"><tab type="classlist" visible="yes" title="Classes"/>
<tab type="classindex" visible="$ALPHABETICAL_INDEX" title="Index"/><tab type="hierarchy" visible="yes" title="Hierarchy"/>
<tab type="classmembers" visible="yes" title="Members"/></tab>
<tab type="files" visible="yes" title="Headers"><tab type="filelist" visible="yes" title="Headers"/></tab>
"""


def pages(docs):
    """Yields the names in Doxygen and the titles of the linked pages."""
    index = (docs / "index.md").read_text(encoding="utf-8")
    linked = list(dict.fromkeys(re.findall(r"\(([a-z_]+)\.md\)|href=\"(catalog)\.html\"", index)))
    missing = {each.stem for each in docs.glob("*.md")} - {page for page, _ in linked} - {"index"}
    if missing:
        sys.exit(f"docs/index.md does not link: {', '.join(sorted(missing))}")
    for page, catalog in linked:
        if catalog:
            yield "catalog", "Event catalog"
        else:
            title = (docs / f"{page}.md").read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
            yield f"md_docs_{page}", title.split(":")[0]


def main():
    layout = pathlib.Path(sys.argv[1])
    tabs = "".join(f'<tab type="user" url="@ref {name}" title={quoteattr(title)}/>\n'
                   for name, title in pages(pathlib.Path(__file__).parents[1]))
    navigation = f'<navindex>\n<tab type="mainpage" visible="yes" title=""/>\n{tabs}{REFERENCE}</navindex>'
    text, found = re.subn(r"<navindex>.*</navindex>", lambda _: navigation, layout.read_text(encoding="utf-8"), flags=re.S)
    assert found == 1, "the layout has no navigation"
    layout.write_text(text, encoding="utf-8")


main()
