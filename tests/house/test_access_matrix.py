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
from madoguchi.foundation.vault.factories import pocketed
from tests.addresses import is_in_sight, names_a_case, sample
from tests.town import STANDINGS, Town, each_standing

PAGE = Path(__file__).parents[2] / "docs" / "access-matrix.md"
SIGNS = {"open": "●", "leads on": "→", "hidden": "–", "refused": "×", "sign in": "○"}


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


@pytest.mark.parametrize(
    "restricted", [pytest.param(False, id="open-case"), pytest.param(True, id="限定", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("standing", each_standing())
def test_knock_at_every_door(client, db, standing, restricted):
    town = Town(restricted=restricted)
    person = town.person(standing)
    town.furnish()
    if person:
        pocketed(client, person)
    names = [name for name in sorted(RULED) if not restricted or names_a_case(kwargs_of(name))]
    answers = {name: knock(client, name, town) for name in names}
    for name, answer in answers.items():
        assert answer in _allowed(name, person, town), f"{standing} at {name}: {answer}"
    _print_column(standing, restricted, answers)


def _allowed(name, person, town):
    rule = RULED[name].callback.rule
    if rule is ANYONE:
        return {"open", "leads on", "hidden", "refused", "sign in"}
    if person is None:
        return {"sign in"}
    if rule is SIGNED_IN:
        return {"open", "leads on", "hidden"}
    if not rule.admits(person):
        return {"refused"}
    if not kwargs_of(name):
        return {"open", "leads on"}
    return (
        {"open", "leads on", "hidden", "refused"} if is_in_sight(name, kwargs_of(name), person, town) else {"hidden"}
    )


@pytest.mark.slow
@pytest.mark.parametrize("standing", [s for s in STANDINGS if s != "owner"])
def test_no_deed_reaches_a_case_out_of_sight(client, db, standing):
    town = Town()
    person = town.person(standing)
    town.furnish()
    if person:
        pocketed(client, person)
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
    return person is None or not rule.admits(person) or not is_in_sight(name, kwargs_of(name), person, town)


def _print_column(standing, restricted, answers):
    """Written when the snapshot is asked for; checked column by column otherwise."""
    told, side, title = _read_page(), int(restricted), STANDINGS[standing]
    if os.environ.get("UPDATE_SNAPSHOTS"):
        for name, answer in answers.items():
            told.setdefault(name, {}).setdefault(title, ["", ""])[side] = SIGNS[answer]
        _write_page(told)
    now = {name: SIGNS[answer] for name, answer in answers.items()}
    before = {name: row[title][side] for name, row in told.items() if title in row and row[title][side]}
    assert before == now, "changed on purpose? run: make snapshots, and review docs/access-matrix.md"


def _read_page():
    """door → standing → [towards an open case, towards a 限定 one]."""
    told, heads = {}, []
    for line in PAGE.read_text().splitlines() if PAGE.exists() else []:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| 扉"):
            heads = cells[1:]
        elif line.startswith("| `"):
            halves = [[*cell.split("／"), ""][:2] for cell in cells[1:]]
            told[cells[0].strip("`")] = dict(zip(heads, halves, strict=True))
    return told


def _write_page(told):
    lines = [
        "# 誰がどの扉を開けられるか — access matrix",
        "",
        "Made by `make snapshots` from real requests to every door, by everyone who might stand before one",
        "consultation of the centre. ● opens · → leads on · – hidden (404) · × refused (403) · ○ asked to sign in.",
        "Where the address names the case there are two signs: towards an open case ／ a 限定 one. A door that",
        "names no row shows only what its reader may see: `tests/house/test_what_lists_tell.py`.",
    ]
    rooms = sorted({name.split(":")[0] if ":" in name else "sign-in" for name in told})
    for room in rooms:
        names = sorted(name for name in told if (name.split(":")[0] if ":" in name else "sign-in") == room)
        lines += ["", f"## {room}", "", "| 扉 | " + " | ".join(STANDINGS.values()) + " |"]
        lines += ["|" + "---|" * (len(STANDINGS) + 1)]
        lines += [
            f"| `{name}` | " + " | ".join(_cell(told[name].get(t)) for t in STANDINGS.values()) + " |"
            for name in names
        ]
    PAGE.write_text("\n".join(lines) + "\n")


def _cell(halves):
    return "／".join(half for half in halves or () if half)
