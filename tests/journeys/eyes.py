"""目 — what is wrong with a page as it stands: axe, console, third parties, what is too wide or too small to touch."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
QUICK = {"resultTypes": ["violations"], "preload": False}

BUILD = """() => [...document.querySelectorAll("body *")].map(one => [
  one.tagName, one.getAttribute("class"), one.type, one.getAttributeNames(), !!one.textContent.trim()
]).join(";")"""
TOO_WIDE = "width => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) > width"
SMALL = """() => {
  const least = 43.5, small = [], controls = "a[href], button, summary, select, textarea, input:not([type=hidden])";
  for (const one of document.querySelectorAll(controls)) {
    const target = one.matches("[type=checkbox], [type=radio]") ? one.closest("label") ?? one : one;
    const { width, height, bottom, right } = target.getBoundingClientRect();
    const isInText = getComputedStyle(target).display === "inline";
    if (!one.checkVisibility({ visibilityProperty: true }) || isInText || bottom < 0 || right < 0) continue;
    if (height < least || width < 24) small.push(`${target.outerHTML.slice(0, 90)} ${width}×${height}`);
  }
  return small;
}"""


def build_of(page):
    """How the page is built, whatever it says: elements, their kinds, which attributes and whether there is a text."""
    return page.evaluate(BUILD)


def violations(page):
    """What axe says, one line each: the rule and the first element."""
    found = AXE.run(page, options=QUICK).response["violations"]
    return [f"axe {one['id']}: {one['nodes'][0]['html'][:200]} {_why(one['nodes'][0])}" for one in found]


def _why(node):
    return "; ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))[:200]


def overflow(page, width):
    return ["wider than the screen"] if page.evaluate(TOO_WIDE, width) else []


def small_targets(page):
    """Controls lower than 44 pixels; links inside a sentence are text."""
    return [f"too small to touch: {one}" for one in page.evaluate(SMALL)]


class Ears:
    """耳 — listens to one page from its beginning: errors of the console and of scripts, requests to strangers."""

    def __init__(self, page, base_url):
        self.home, self.heard = urlsplit(base_url).netloc, []
        self.page = page
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"script error: {error}"))
        page.on("request", self._request)

    def _console(self, message):
        is_answer_of_page = message.location.get("url", "").split("#")[0] == self.page.url.split("#")[0]
        if message.type == "error" and not (is_answer_of_page and message.text.startswith("Failed to load resource")):
            self.heard.append(f"console: {message.text}")

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self.home:
            self.heard.append(f"third party: {request.url}")

    def complaints(self):
        heard, self.heard = self.heard, []
        return heard
