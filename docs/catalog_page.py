#!/usr/bin/env python3
"""Writes the event catalog as one HTML page, searchable in the browser.

usage: scaivault-events types --json | docs/catalog_page.py > catalog.html
"""

import html
import json
import re
import sys

STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --accent: #0969da; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1 { margin-bottom: 0; }
#search { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem; margin: 1rem 0 .3rem; }
.event { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0; padding: 0 1rem; }
.event h2 { font: 600 1.1rem ui-monospace, monospace; }
.event h2 a { color: inherit; text-decoration: none; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-top: 1px solid var(--line); }
td:first-child, code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { background: var(--soft); padding: .7rem; overflow-x: auto; border-radius: 6px; }
summary { cursor: pointer; color: var(--accent); margin: .5rem 0; }
[hidden] { display: none; }
"""

SCRIPT = """
const box = document.getElementById('search');
const count = document.getElementById('count');
const events = [...document.querySelectorAll('.event')];
function search() {
    const words = box.value.toLowerCase().split(/\\s+/).filter(word => word);
    let shown = 0;
    for (const event of events) {
        const text = event.dataset.text;
        event.hidden = !words.every(word => text.includes(word));
        shown += event.hidden ? 0 : 1;
    }
    count.textContent = shown + ' of ' + events.length + ' event types';
}
box.addEventListener('input', search);
search();
"""


def prose(markdown):
    """Converts the Markdown of the headers' comments, in which only text between backquotes is special."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(markdown))


def rows(fields, prefix=""):
    for field in fields:
        kind = field["type"] if field["presence"] == "required" else f"{field['type']}, {field['presence']}"
        yield f"<tr><td>{html.escape(prefix + field['name'])}</td><td>{html.escape(kind)}</td><td>{prose(field['description'])}</td></tr>"
        yield from rows(field.get("fields", []), prefix + field["name"] + ("[]." if "array" in field["type"] else "."))


def table(fields):
    return "<table><tr><th>member</th><th>type</th><th>meaning</th></tr>" + "".join(rows(fields)) + "</table>"


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


def article(event):
    name = html.escape(event["name"])
    return f"""<section class="event" id="{name}" data-text="{searchable(event)}">
<h2><a href="#{name}">{name}</a></h2>
<p>{prose(event['description'])}</p>
{table(event['fields'])}
<details><summary>Handler</summary><pre>{html.escape(handler(event))}</pre></details>
<details><summary>Sample</summary><pre>{html.escape(json.dumps(event['sample'], indent=2, ensure_ascii=False))}</pre></details>
</section>"""


def page(catalog):
    events = catalog["event_types"]
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>ScaiVault event catalog</title><style>{STYLE}</style></head><body>
<h1>ScaiVault event catalog</h1>
<p>Generated from the library's catalog. <a href="index.html">Back to the documentation</a></p>
<input id="search" type="search" placeholder="Search names, members and meanings" autofocus aria-label="Search">
<p id="count" role="status"></p>
{"".join(article(event) for event in events)}
<h2 id="envelope">Members of every event</h2>
{table(catalog['envelope'])}
<script>{SCRIPT}</script></body></html>
"""


if __name__ == "__main__":
    sys.stdout.write(page(json.load(sys.stdin)))
