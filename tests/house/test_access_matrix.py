"""Every door of the house × everyone who might knock. No page is listed by hand; the town is built once a standing.

What a standing may see of a row is derived from the rules (`visible_to`, `confided_by`, the door's roles), so a wrong
rule is not noticed here: the printed table, docs/access-matrix.md, is what a reader reviews.
"""

import os
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver, reverse

from madoguchi.foundation.access.rules import ANYONE, SIGNED_IN
from madoguchi.foundation.audit.models import Line
from tests.addresses import is_in_sight, names_a_case, sample
from tests.town import STANDINGS, Town

PAGE = Path(__file__).parents[2] / "docs" / "access-matrix.md"
SIGNS = {"open": "●", "leads on": "→", "hidden": "–", "refused": "×", "sign in": ""}


def doors(resolver=None, spaces=()):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join([*spaces, entry.name or str(entry.pattern)]), entry
        else:
            yield from doors(entry, [*spaces, entry.namespace] if entry.namespace else spaces)


DOORS = dict(doors())
RULED = {name: door for name, door in DOORS.items() if hasattr(door.callback, "rule")}


def kwargs_of(name):
    return RULED[name].pattern.regex.groupindex


def address(name, town):
    return reverse(name, kwargs={kwarg: sample(name, kwarg, town) for kwarg in kwargs_of(name)})


def knock(client, name, town):
    """What the door answers to a look, in one word."""
    answer = client.get(address(name, town))
    if answer.status_code in (301, 302):
        return "sign in" if "/sign-in/" in answer.headers["Location"] else "leads on"
    return {200: "open", 404: "hidden", 410: "hidden", 403: "refused"}[answer.status_code]


def test_every_door_states_its_rule():
    assert sorted(DOORS.keys() - RULED.keys()) == []


@pytest.mark.parametrize("restricted", [False, True], ids=["open-case", "限定"])
@pytest.mark.parametrize("standing", STANDINGS)
def test_knock_at_every_door(client, db, standing, restricted):
    town = Town(restricted=restricted)
    person = town.person(standing)
    town.furnish()
    if person:
        client.force_login(person)
    names = [name for name in sorted(RULED) if not restricted or names_a_case(kwargs_of(name))]
    answers = {name: knock(client, name, town) for name in names}
    for name, answer in answers.items():
        assert answer in _allowed(name, person, town), f"{standing} at {name}: {answer}"
    _print_column(standing, restricted, answers)


def _allowed(name, person, town):
    rule = RULED[name].callback.rule
    if rule is ANYONE:
        return {"open", "leads on", "hidden", "refused"}
    if person is None:
        return {"sign in"}
    if rule is SIGNED_IN:
        return {"open", "leads on", "hidden"}
    if not rule.admits(person):
        return {"refused"}
    if not kwargs_of(name):
        return {"open", "leads on"}
    return {"open", "leads on", "hidden", "refused"} if is_in_sight(kwargs_of(name), person, town) else {"hidden"}


@pytest.mark.parametrize("standing", [s for s in STANDINGS if s != "owner"])
def test_no_deed_reaches_a_case_out_of_sight(client, db, standing):
    town = Town()
    person = town.person(standing)
    town.furnish()
    if person:
        client.force_login(person)
    before = Line.objects.count()
    for name, door in RULED.items():
        if "POST" in door.callback.methods and kwargs_of(name) and _is_shut(door, person, name, town):
            answer = client.post(address(name, town), {"outcome": "x"})
            assert answer.status_code in (302, 403, 404), name
    assert Line.objects.count() == before


def _is_shut(door, person, name, town):
    rule = door.callback.rule
    if rule in (ANYONE, SIGNED_IN):
        return False
    return person is None or not rule.admits(person) or not is_in_sight(kwargs_of(name), person, town)


def _print_column(standing, restricted, answers):
    """Collected only when the snapshot is asked for; checked column by column otherwise."""
    title = f"{STANDINGS[standing]}{'（限定）' if restricted else ''}"
    told = _read_page()
    if os.environ.get("UPDATE_SNAPSHOTS"):
        told.setdefault(title, {})
        told[title] = {name: SIGNS[answer] for name, answer in answers.items()}
        _write_page(told)
    assert told.get(title) == {name: SIGNS[answer] for name, answer in answers.items()}, (
        "changed on purpose? run: make snapshots, and review docs/access-matrix.md"
    )


def _read_page():
    if not PAGE.exists():
        return {}
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in PAGE.read_text().splitlines()
        if line.startswith("|") and not line.startswith("|-")
    ]
    heads, body = rows[0][1:], rows[1:]
    return {head: {row[0]: row[1 + at] for row in body} for at, head in enumerate(heads)}


def _write_page(told):
    order = [f"{title}{mark}" for title in STANDINGS.values() for mark in ("", "（限定）")]
    heads = [head for head in order if head in told]
    names = sorted({name for column in told.values() for name in column})
    lines = [
        "# 誰がどの扉を開けられるか — access matrix",
        "",
        "Made by `make snapshots` from real requests: one consultation of the centre, each standing towards it in a",
        "column (限定: only the doors that name the case), each door in a row. ● opens · → leads on · – hidden (404) ·",
        "× refused (403) · blank: asked to sign in. A door that names no row shows only what its reader may see.",
        "",
        "| 扉 | " + " | ".join(heads) + " |",
        "|" + "---|" * (len(heads) + 1),
    ]
    lines += ["| " + " | ".join([name, *(told[head].get(name, "") for head in heads)]) + " |" for name in names]
    PAGE.write_text("\n".join(lines) + "\n")
