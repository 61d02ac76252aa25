#!/usr/bin/env python3
"""Opens the documentation site in a headless Chromium, follows every internal link, and tests the catalog's search.

usage: docs/check.py DIRECTORY   Leaves screenshots beside the directory: index.png, class.png, catalog.png
"""

import functools
import http.server
import os
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    def handle_error(self, *arguments):  # the browser may leave a page before it is loaded
        pass


def serve(directory):
    handler = functools.partial(QuietHandler, directory=directory)
    server = QuietServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/"


def browser():
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,1000"):
        options.add_argument(argument)
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


def links_of(driver):
    return driver.execute_script(
        "return [...document.querySelectorAll('a[href], iframe[src]')].map(each => each.href || each.src)")


def follow_links(driver, base):
    """Returns all pages that are reachable from the index, and the broken links."""
    seen, broken, waiting = set(), [], [base + "index.html"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        try:
            with urllib.request.urlopen(page) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
        except urllib.error.HTTPError as error:
            broken.append(f"{page}: {error.code}")
            continue
        if not is_page:
            continue
        driver.get(page)
        anchors = set(driver.execute_script(
            "return [...document.querySelectorAll('[id], a[name]')].flatMap(each => [each.id, each.name])"))
        for link in links_of(driver):
            target, fragment = urllib.parse.urldefrag(link)
            if not target.startswith(base):
                continue
            if target == page and fragment and urllib.parse.unquote(fragment) not in anchors:
                broken.append(f"{page}: no place #{fragment}")
            waiting.append(target)
    return seen, broken


def search_catalog(driver, base):
    """Checks the events that are shown after a text was typed into the search box."""
    driver.get(base + "catalog.html")
    box = driver.find_element(By.ID, "search")

    def shown(text):
        box.clear()
        box.send_keys(text)
        return [each.get_attribute("id") for each in driver.find_elements(By.CLASS_NAME, "event") if each.is_displayed()]

    everything = shown(" ")
    assert len(everything) == 30, everything
    assert shown("grace_period_ends") == ["secret.rotated"], shown("grace_period_ends")
    assert shown("POLICY binding") == ["policy.binding.created", "policy.binding.deleted"], shown("POLICY binding")
    assert driver.find_element(By.ID, "count").text == "2 of 30 event types"
    assert shown("secret.roated") == []


def main():
    directory = os.path.abspath(sys.argv[1])
    base = serve(directory)
    driver = browser()
    try:
        pages, broken = follow_links(driver, base)
        names = sorted(urllib.parse.urlparse(page).path[1:] for page in pages)
        for wanted in ("tutorial.html", "matching.html", "migration.html", "deployment.html", "faq.html", "catalog.html",
                       "classwebhooks_1_1basic__receiver.html", "structscaivault_1_1secret__rotated.html"):
            if not any(name.endswith(wanted) or name.replace("md_docs_", "").endswith(wanted) for name in names):
                broken.append(f"{wanted} is not reachable from the index")
        search_catalog(driver, base)
        for page, name in (("index.html", "index"), ("classwebhooks_1_1basic__receiver.html", "class"),
                           ("catalog.html", "catalog")):
            driver.get(base + page)
            driver.save_screenshot(os.path.join(os.path.dirname(directory), name + ".png"))
    finally:
        driver.quit()
    for line in broken:
        print("broken:", line)
    print(f"{len(pages)} pages and files, {len(broken)} broken links; the catalog's search works")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
