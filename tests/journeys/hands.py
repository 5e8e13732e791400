"""手 — the same deeds with a mouse and with nothing but keys."""

import re

MOST_TABS = 250
HAS_FOCUS = "element => element === document.activeElement"
SAME_GROUP = """element => { const now = document.activeElement;
  return now === element || (element.type === "radio" && now.type === "radio" && now.name === element.name); }"""


class Mouse:
    """Clicks; on a phone, the finger."""

    def press(self, target):
        target.click()

    def fill(self, target, text):
        target.fill(text)

    def choose(self, target, option):
        target.select_option(label=option)

    def tick(self, target):
        target.check()


class Keyboard:
    """Tab, letters, Space, Enter, arrows: what cannot be reached like this cannot be done."""

    def __init__(self, page):
        self.page, self.keys = page, page.keyboard

    def press(self, target):
        self._reach(target)
        self.keys.press("Enter")

    def fill(self, target, text):
        self._reach(target)
        if target.get_attribute("type") in ("date", "time"):
            self._fill_parts(target, text)
        else:
            self.keys.press("Control+A")
            self.keys.press("Delete")
            self.keys.type(text)

    def choose(self, target, option):
        self._reach(target)
        labels = target.locator("option").all_text_contents()
        wanted = [label.strip() for label in labels].index(option)
        self.keys.press("Home")
        for _step in range(wanted):
            self.keys.press("ArrowDown")
        assert target.evaluate("element => element.selectedIndex") == wanted, f"arrows do not reach {option}"

    def tick(self, target):
        """Tab reaches the group, arrows the answer, Space sets it."""
        self._reach(target, SAME_GROUP)
        for _step in range(40):
            if target.evaluate(HAS_FOCUS):
                break
            self.keys.press("ArrowDown")
        if not target.is_checked():
            self.keys.press("Space")
        assert target.is_checked()

    def _reach(self, target, is_there=HAS_FOCUS):
        element = target.element_handle()
        for _step in range(MOST_TABS):
            if element.evaluate(is_there):
                return
            self.keys.press("Tab")
        raise AssertionError(f"Tab does not reach {element.evaluate('element => element.outerHTML')[:200]}")

    def _fill_parts(self, target, text):
        """A day or a time has parts, in the order of the browser's language."""
        for order in _orders(text):
            self._first_part(target)
            for keys in order:
                self.keys.type(keys) if keys.isalnum() else self.keys.press("ArrowRight")
            if target.input_value() == text:
                return
        raise AssertionError(f"could not type {text}")

    def _first_part(self, target):
        while target.evaluate(HAS_FOCUS):
            self.keys.press("Shift+Tab")
        self._reach(target)


def _orders(text):
    parts = re.findall(r"\d+", text)
    if len(parts) == 2:
        return [parts, [*_twelve(*parts)]]
    year, month, day = parts
    return [[year, "→", month, day], [month, day, year], [day, month, year]]


def _twelve(hour, minute):
    return f"{(int(hour) + 11) % 12 + 1:02d}", minute, "AM" if int(hour) < 12 else "PM"
