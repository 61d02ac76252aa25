#!/usr/bin/env python3
"""Writes the event catalog as a page for Doxygen, searchable in the browser with docs/site/catalog.js.

usage: scaivault-events types --json | docs/catalog_page.py > catalog.dox
"""

import html
import json
import re
import sys

def prose(markdown):
    """Converts the Markdown of the headers' comments, in which only text between backquotes is special."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(markdown))


def rows(fields, prefix=""):
    for field in fields:
        kind = field["type"] if field["presence"] == "required" else f"{field['type']}, {field['presence']}"
        yield f"<tr><td>{html.escape(prefix + field['name'])}</td><td>{html.escape(kind)}</td><td>{prose(field['description'])}</td></tr>"
        yield from rows(field.get("fields", []), prefix + field["name"] + ("[]." if "array" in field["type"] else "."))


def table(fields):
    return '<div class="wide"><table class="doxtable">' "<tr><th>member</th><th>type</th><th>meaning</th></tr>" + "".join(rows(fields)) + "</table></div>"


def handler(event):
    first = next((field["name"] for field in event["fields"] if "array" not in field["type"]), None)
    use = f"use(e.data.{first});" if first else "use(e.data);"
    return (f'on<"{event["name"]}">([](const event<"{event["name"]}">& e) {{\n'
            f"    {use} // e.data is a {event['payload']}\n"
            f"}})")


def searchable(event):
    words = [event["name"], event["payload"], event["description"]]
    words += [f"{field['name']} {field['description']}" for field in event["fields"]]
    return html.escape(" ".join(words).lower(), quote=True)


def listing(title, text):
    return f"""<details><summary>{title}</summary><div class="listing"><button type="button" class="copy">Copy</button>
<pre tabindex="0">{html.escape(text)}</pre></div></details>"""


def article(event):
    name = html.escape(event["name"])
    sample = json.dumps(event["sample"], indent=2, ensure_ascii=False)
    return f"""<section class="event" id="{name}" data-text="{searchable(event)}">
<h2><a href="#{name}">{name}</a> <button type="button" class="copy" data-copy="{name}">Copy name</button>
<button type="button" class="copy link" data-copy="#{name}">Copy link</button></h2>
<p>{prose(event['description'])}</p>
{table(event['fields'])}
{listing("Handler", handler(event))}
{listing("Sample", sample)}
</section>"""


def page(catalog):
    events = catalog["event_types"]
    return f"""/** \\page catalog Event catalog
\\htmlonly
<div id="catalog">
<p>Every event type of the library, generated from its headers. Type words, or patterns as in <code>on&lt;"policy.**"&gt;</code>:
<code>*</code> is one whole segment, <code>**</code> one or more.</p>
<input id="filter" type="search" placeholder="policy.**, grace period, secret.*" aria-label="Filter the event types"
 aria-describedby="count" autocomplete="off" spellcheck="false">
<p id="count" role="status"></p>
{"".join(article(event) for event in events)}
<h2 id="envelope">Members of every event</h2>
{table(catalog['envelope'])}
</div>
<script src="catalog.js"></script>
\\endhtmlonly
*/
"""


if __name__ == "__main__":
    sys.stdout.write(page(json.load(sys.stdin)))
