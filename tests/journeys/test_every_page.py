"""Every door that shows a page, for those who may open it, in both languages, wide and narrow.

PICTURES=<folder> also keeps a picture of each page.
"""

import os
import re
from pathlib import Path

import pytest
from django.test import Client

from tests.house.test_access_matrix import RULED, address
from tests.journeys.eyes import Ears, overflow, small_targets, violations
from tests.journeys.ways import WAYS, Way

PEOPLE = ("anonymous", "owner", "manager", "operator", "officer", "consulter", "steward")
NO_PAGES = {
    *("appointments:calendar", "appointments:my_calendar", "consultations:suggest"),
    *("reports:book", "reports:table", "reports:years", "reports:correction_sheet"),
    "diagnosis:sheet",
    *("assets:export", "agreements:download", "rules:sheet", "notices:sheet"),
    *("documents:word", "documents:pdf", "engagements:report_word", "engagements:report_pdf"),
}
PICTURES = os.environ.get("PICTURES")
WIDTHS = (WAYS["mouse"], WAYS["phone"])
CHANGING = re.compile(r'value="[\w-]{30,}"|\d+')

looked_at = set()


@pytest.fixture(params=("ja", "en"))
def page(request, browser, server, house):
    """A window of that language."""
    context = browser.new_context(base_url=server, **Way(language=request.param).context())
    yield context.new_page()
    context.close()


@pytest.fixture
def language(page):
    return page.evaluate("navigator.language.slice(0, 2)")


def test_nothing_is_wrong_with_any_page(page, language, server, town):
    ears, wrong = Ears(page, server), []
    for who in PEOPLE:
        client = _signed_in(page, town.person(who), server)
        town.furnish()
        for name in sorted(RULED.keys() - NO_PAGES):
            if _is_new(client.get(address(name, town), headers={"accept-language": language}), language):
                page.goto(address(name, town))
                wrong += [f"{who} at {name}: {one}" for one in _wrong_with(page, language, ears, f"{who}-{name}")]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_wrong_with_a_page_that_is_not_there(page, language, server, house):
    assert page.goto("/no-such-page/").status == 404

    assert _wrong_with(page, language, Ears(page, server), "anonymous-404") == []


def _signed_in(page, person, server):
    """A client of that person, its session brought along to the browser; the journeys sign in at the door."""
    page.context.clear_cookies()
    client = Client()
    if person:
        client.force_login(person)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    return client


def _is_new(answer, language):
    """What reads the same for somebody else is not looked at again; where one is only led on to has its own door."""
    if answer.status_code != 200:
        return False
    kind = language + CHANGING.sub("", answer.content.decode().partition("<main")[2])
    is_new = kind not in looked_at
    looked_at.add(kind)
    return is_new


def _wrong_with(page, language, ears, name):
    """Looked over once in each width."""
    return _said(page, language) + ears.complaints() + [one for way in WIDTHS for one in _seen(page, way, name)]


def _said(page, language):
    spoken, titles = page.locator("html").get_attribute("lang"), page.locator("h1").count()
    return [*([f"speaks {spoken}"] if spoken != language else []), *([f"{titles} h1"] if titles != 1 else [])]


def _seen(page, way, name):
    page.set_viewport_size({"width": way.width, "height": way.height})
    spoken = page.locator("html").get_attribute("lang")
    wrong = violations(page) if spoken == "ja" and not way.is_phone else []  # asks how it is built, not what it says
    wrong += overflow(page, way.width) + (small_targets(page) if way.is_phone else [])
    if PICTURES:
        picture = Path(PICTURES) / f"{spoken}-{way.width}-{name.replace(':', '.')}.png"
        page.screenshot(path=picture, full_page=True, animations="disabled")
    return [f"{way.width}px: {one}" for one in wrong]
