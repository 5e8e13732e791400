"""来訪者 — somebody in front of a browser, in the words of the page. Journeys are written once, in Japanese."""

import re
from pathlib import Path

from django.test import Client
from django.utils.translation import gettext, override
from playwright.sync_api import expect

from tests.journeys.eyes import Ears, build_of, overflow, violations
from tests.journeys.hands import Keyboard, Mouse

PASSWORD = "tadashii-aikotoba"
PATIENCE_MS = 30_000
LOOKED_OVER = set()  # by axe, built so, in that width; what pages say is looked over in test_every_page
expect.set_options(timeout=PATIENCE_MS)


class Visitor:
    """Presses and types as the way allows; every page that opens is looked over before the journey goes on."""

    def __init__(self, browser, base_url, way):
        self.way, self.base_url = way, base_url
        self.context = browser.new_context(base_url=base_url, **way.context())
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.ears = Ears(self.page, base_url)
        self.hands = Mouse() if way.has_mouse else Keyboard(self.page)

    # Words

    def word(self, text, **values):
        """How the page says it in this visitor's language."""
        with override(self.way.language):
            return gettext(text) % values if values else gettext(text)

    def _label(self, text):
        return re.compile(rf"^\s*{re.escape(self.word(text))}\s*({re.escape(self.word('必須'))})?\s*$")

    # Coming and going

    def comes(self, person):
        """Signed in already, with open keys; the door has journeys of its own."""
        client = Client()
        client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
        cookies = [{"name": one.key, "value": one.value, "url": self.base_url} for one in client.cookies.values()]
        self.context.add_cookies(cookies)
        self.opens("/")

    def sign_in(self, person):
        self.opens("/sign-in/")
        self.fills("メールアドレス", person.email)
        self.fills("パスワード", PASSWORD)
        self.presses("サインイン", within="main")

    def opens(self, path, status=200):
        answer = self.page.goto(path)
        assert answer.status == status, f"{path}: {answer.status}"
        self.looks_around()

    def leaves(self):
        """Closes the browser, without a word."""
        self.context.close()

    def goes_to(self, place):
        """By the main navigation; on a phone it is folded behind a button."""
        toggle = self.page.locator(".nav-toggle")
        if toggle.is_visible() and toggle.get_attribute("aria-expanded") == "false":
            self.hands.press(toggle)
        self.presses(place, within="#navigation")

    # Filling in

    def fills(self, label, text):
        self.hands.fill(self._within_reach(self._field(label)), text)

    def chooses(self, label, option):
        """One of a list or of several round buttons."""
        group = self.page.get_by_role("group", name=self._label(label)).filter(visible=True)
        if group.count():
            self.hands.tick(self._within_reach(group.get_by_label(self.word(option), exact=True)))
        else:
            self.hands.choose(self._within_reach(self._field(label)), self.word(option))

    def ticks(self, label):
        self.hands.tick(self._within_reach(self._field(label)))

    def attaches(self, label, name, content):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self._within_reach(self._field(label)).set_input_files(file)

    def _field(self, label):
        return self.page.get_by_label(self._label(label))

    def _within_reach(self, target):
        """The control, its folded section opened."""
        fold = target.locator("xpath=ancestor::details[not(@open)]/summary")
        if fold.count():
            self.hands.press(fold)
        expect(target).to_be_visible()
        return target

    # Doing

    def presses(self, name, within="body", exact=True, **values):
        """A button or link that leads to the next page; not `exact`: its name goes on, unseen."""
        named = _controls(self.page.locator(within), self.word(name, **values), exact)
        expect(named.first, f"something to press called {name}").to_be_attached()
        shown = named.filter(visible=True)
        target = shown.first if shown.count() else self._within_reach(named.first)
        with self.page.expect_navigation():
            self.hands.press(target)
        self.looks_around()

    def receives(self, name):
        """The file behind a link of that name: what is in it."""
        with self.page.expect_download() as coming:
            self.hands.press(self.page.get_by_role("link", name=name, exact=True))
        return Path(coming.value.path()).read_bytes()

    def fetches(self, path):
        """What that address answers this visitor, without leaving the page."""
        answer = self.context.request.get(path)
        assert answer.ok, f"{path}: {answer.status}"
        return answer.body()

    def searches(self, text):
        """In the box on top of every page."""
        self.fills("相談を探す", text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.looks_around()

    # Seeing

    def sees(self, text, **values):
        expect(self._text(text, values).first).to_be_visible()

    def misses(self, text, **values):
        """It stands nowhere on the page."""
        assert self._text(text, values).count() == 0, f"{text} is shown"

    def finds(self, label, text):
        """That is what the box holds."""
        expect(self._within_reach(self._field(label))).to_have_value(text)

    def _text(self, text, values):
        return self.page.get_by_text(self.word(text, **values)).filter(visible=True)

    def looks_around(self):
        """Nothing is wrong with the page that has just opened."""
        self.page.wait_for_load_state()
        wrong = self.ears.complaints() + overflow(self.page, self.way.width)
        if self.way.has_script:
            wrong += self._violations()
        language = self.page.locator("html").get_attribute("lang")
        wrong += [] if language == self.way.language else [f"speaks {language}"]
        assert not wrong, f"{self.page.url}\n" + "\n".join(wrong)

    def _violations(self):
        build = (self.way.width, build_of(self.page))
        found = [] if build in LOOKED_OVER else violations(self.page)
        if not found:
            LOOKED_OVER.add(build)
        return found


def _controls(place, name, exact):
    """Buttons and links of that name, folded away or not."""
    named = {"name": name, "exact": exact, "include_hidden": True}
    return place.get_by_role("button", **named).or_(place.get_by_role("link", **named))
