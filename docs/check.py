#!/usr/bin/env python3
"""Opens the documentation site in a headless Chromium: follows every internal link, looks for errors on the console, and checks
contrast (WCAG 2.1 AA), width and titles in both colour schemes, on a screen and on a telephone. Tests the event catalog's filter,
links and copy buttons, with the keyboard alone.

usage: docs/check.py DIRECTORY   compares the filter with pattern_cases.json beside the directory, and leaves screenshots there
"""

import functools
import html.parser
import http.server
import json
import os
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

# Pages of each kind, which are looked at in every way.
LOOKED_AT = {"index": "index.html", "tutorial": "md_docs_tutorial.html", "performance": "md_docs_performance.html",
             "catalog": "catalog.html", "class": "classwebhooks_1_1basic__receiver.html",
             "namespace": "namespacewebhooks.html"}

# Texts with less contrast than 4.5:1, or 3:1 if large; what is wider than the page; titles that are cut.
DEFECTS = """
const parse = text => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return {rgb: [r, g, b], a}; };
const over = (top, below) => top.rgb.map((each, i) => each * top.a + below[i] * (1 - top.a));
function background(element) {
    if (element === null)
        return [255, 255, 255];
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.a === 1 ? own.rgb : over(own, background(element.parentElement));
}
function luminance(rgb) {
    const [r, g, b] = rgb.map(each => each / 255).map(each => each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const defects = new Set();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ['SCRIPT', 'STYLE'].includes(element.tagName) || !element.checkVisibility({visibilityProperty: true}))
        continue;
    const style = getComputedStyle(element), below = background(element);
    const [dark, light] = [luminance(over(parse(style.color), below)), luminance(below)].sort((a, b) => a - b);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < (large ? 3 : 4.5))
        defects.add(`contrast ${ratio.toFixed(2)} of <${element.tagName.toLowerCase()} class="${element.className}">, such as ` +
                    `"${walker.currentNode.data.trim().slice(0, 30)}"`);
}
if (document.documentElement.scrollWidth > innerWidth)
    defects.add(`${document.documentElement.scrollWidth} pixels wide`);
for (const title of document.querySelectorAll('h1, h2, h3, .title, #projectname, #projectbrief, #nav-tree .label'))
    if (title.scrollWidth > title.clientWidth + 1 && ['hidden', 'clip'].includes(getComputedStyle(title).overflowX))
        defects.add('cut title: ' + title.textContent.trim().slice(0, 60));
return [...defects];
"""


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
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Page(html.parser.HTMLParser):
    """The links and the anchors of a page, as it is before its scripts run."""

    def __init__(self, text):
        super().__init__()
        self.links, self.anchors = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors |= {attributes.get("id"), attributes.get("name")}
        self.links += [attributes[each] for each in ("href", "src") if attributes.get(each)]


def follow_links(driver, base):
    """Returns all pages that are reachable from the index, and the broken links. The guides are opened in the browser, too."""
    seen, broken, waiting = {}, [], [base + "index.html"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        try:
            with urllib.request.urlopen(address) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                seen[address] = page = Page(answer.read().decode() if is_page else "")
        except urllib.error.HTTPError as error:
            seen[address] = None
            broken.append(f"{address}: {error.code}")
            continue
        if address.endswith("index.html") or "/md_docs_" in address: # with the navigation, which a script makes
            driver.get(address)
            page.links += driver.execute_script("return [...document.links].map(each => each.href)")
        page.links = [urllib.parse.urljoin(address, each) for each in page.links]
        waiting += [urllib.parse.urldefrag(each)[0] for each in page.links if each.startswith(base)]
    for address, page in seen.items():
        for link in page.links if page else []:
            target, fragment = urllib.parse.urldefrag(link)
            wanted = urllib.parse.unquote(fragment)
            if fragment and seen.get(target) and seen[target].anchors and wanted not in seen[target].anchors:
                broken.append(f"{address}: no place #{fragment} in {target}")
    return seen, sorted(set(broken))


def looked_at(driver, base, directory):
    """Checks the pages at both widths and in both schemes, leaves screenshots, and returns the defects."""
    defects = []
    for width in (1280, 400):
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                               {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width < 600})
        for scheme in ("light", "dark"):
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                   {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            for name, page in LOOKED_AT.items():
                driver.get(base + page)
                assert driver.execute_script("return document.documentElement.className") == f"{scheme}-mode", page
                defects += [f"{page}, {scheme}, {width} wide: {each}" for each in driver.execute_script(DEFECTS)]
                driver.save_screenshot(os.path.join(directory, f"{name}-{scheme}-{width}.png"))
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return defects


def tab_to(driver, found):
    """Presses Tab until the condition holds for the focused element, which must show that it has the focus."""
    for _ in range(200):
        ActionChains(driver).send_keys(Keys.TAB).perform()
        element = driver.switch_to.active_element
        if found(element):
            style = driver.execute_script("const s = getComputedStyle(arguments[0]); return s.outlineStyle + s.boxShadow", element)
            assert style != "nonenone", f"no visible focus: {element.get_attribute('outerHTML')[:80]}"
            return element
    raise AssertionError("not reached with 200 tabs")


def shown_events(driver):
    return [each.get_attribute("id") for each in driver.find_elements(By.CSS_SELECTOR, ".event") if each.is_displayed()]


def use_catalog(driver, base, cases):
    """Uses the event catalog with the keyboard alone, and compares its patterns with the library's."""
    driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    driver.get(base + "catalog.html")
    keys = ActionChains(driver)
    toggle = tab_to(driver, lambda element: element.tag_name == "doxygen-awesome-dark-mode-toggle")
    was_dark = driver.execute_script("return document.documentElement.classList.contains('dark-mode')")
    toggle.send_keys(Keys.ENTER)
    assert driver.execute_script("return document.documentElement.classList.contains('dark-mode')") != was_dark
    toggle.send_keys(Keys.ENTER)

    box = driver.find_element(By.ID, "filter")
    driver.execute_script("arguments[0].focus()", driver.find_element(By.CSS_SELECTOR, "#catalog"))
    tab_to(driver, lambda element: element == box)

    def shown(text):
        keys.key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).send_keys(Keys.DELETE, text).perform()
        return shown_events(driver)

    names = shown(" ")
    assert len(names) == 30, names
    assert shown("grace_period_ends") == ["secret.rotated"]
    assert shown("POLICY binding") == ["policy.binding.created", "policy.binding.deleted"]
    assert driver.find_element(By.ID, "count").text == "2 of 30 event types"
    assert shown("secret.roated") == []
    assert shown("policy.**, secret.rot*") == [each for each in names if each.startswith("policy.")]
    assert driver.find_element(By.ID, "count").text.startswith("6 of 30 event types: a wildcard stands for a whole segment")
    assert len(shown("policy.**")) == 6

    wrong = driver.execute_script("""
        const {names, patterns} = arguments[0];
        return patterns.filter(([pattern, defect, matched]) => defectOf(pattern) !== defect ||
            names.some((name, i) => matches(pattern, name) !== matched.includes(i))).map(([pattern]) => pattern);""", cases)
    assert not wrong, f"the filter differs from the library: {wrong[:10]}"

    copied = tab_to(driver, lambda element: element.get_attribute("data-copy") == "#policy.created")
    copied.send_keys(Keys.ENTER)
    WebDriverWait(driver, 5).until(lambda _: copied.text == "Copied")
    link = driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert link == base + "catalog.html#policy.created", link
    tab_to(driver, lambda element: element.tag_name == "summary").send_keys(Keys.ENTER)
    tab_to(driver, lambda element: element.text == "Copy").send_keys(Keys.ENTER)
    WebDriverWait(driver, 5).until(lambda _: driver.execute_async_script(
        "navigator.clipboard.readText().then(arguments[0])").startswith('on<"policy.created">('))

    # A deep link shows its event, whatever the filter hides.
    driver.execute_script("location.hash = 'secret.rotated'")
    WebDriverWait(driver, 5).until(lambda _: "secret.rotated" in shown_events(driver))
    for name in names:
        driver.get(f"{base}catalog.html#{name}")
        top = driver.execute_script("return document.getElementById(arguments[0]).getBoundingClientRect().top", name)
        assert -1 <= top < 1000, (name, top)


def main():
    directory = os.path.abspath(sys.argv[1])
    beside = os.path.dirname(directory)
    base = serve(directory)
    driver = browser()
    try:
        pages, broken = follow_links(driver, base)
        names = sorted(urllib.parse.urlparse(page).path[1:] for page in pages)
        for wanted in ("tutorial.html", "matching.html", "migration.html", "deployment.html", "faq.html", "catalog.html",
                       "classwebhooks_1_1basic__receiver.html", "structscaivault_1_1secret__rotated.html"):
            if not any(name.endswith(wanted) or name.replace("md_docs_", "").endswith(wanted) for name in names):
                broken.append(f"{wanted} is not reachable from the index")
        with open(os.path.join(beside, "pattern_cases.json"), encoding="utf-8") as file:
            use_catalog(driver, base, json.load(file))
        defects = looked_at(driver, base, beside)
        defects += [f"console: {each['message']}" for each in driver.get_log("browser") if each["level"] == "SEVERE"]
    finally:
        driver.quit()
    for line in broken:
        print("broken:", line)
    for line in defects:
        print("defect:", line)
    print(f"{len(pages)} pages and files, {len(broken)} broken links, {len(defects)} defects in the look; the catalog works")
    return 1 if broken or defects else 0


if __name__ == "__main__":
    sys.exit(main())
