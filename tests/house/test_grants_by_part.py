"""見せるところごとの扉 — every door of a company's room × somebody of a desk to whom one part of it is shown.

The access matrix knows a reader who is shown every part; here a page that asks for the wrong one is noticed.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madoguchi.company.diagnosis import factories as diagnoses
from madoguchi.company.documents import factories as documents
from madoguchi.company.documents.words import Kind
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Grant, Part
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import pocketed, unlocked
from tests.house.test_access_matrix import RULED, address, kwargs_of
from tests.town import Town

pytestmark = pytest.mark.thorough

DIAGNOSIS, REGISTER, RULES, PAPERS = Part.DIAGNOSIS, Part.REGISTER, Part.RULES, Part.PAPERS

# Door → the parts that open it. Every other door of these rooms opens by no grant.
OPENED_BY = {
    "grants:shown": set(Part),
    "grants:company": set(Part),
    "diagnosis:index": {DIAGNOSIS},
    "diagnosis:detail": {DIAGNOSIS},
    "diagnosis:sheet": {DIAGNOSIS},
    "assets:home": {REGISTER},
    "assets:index": {REGISTER},
    "assets:detail": {REGISTER},
    "assets:contamination": {REGISTER},
    "assets:map": {REGISTER},
    "agreements:index": {REGISTER},
    "agreements:detail": {REGISTER},
    "rules:home": {RULES},
    "rules:index": {RULES},
    "rules:history": {RULES},
    "rules:catalogue": {RULES},
    "rules:table": {RULES},
    "rules:print": {RULES},
    "rules:labels": {RULES},
    "rules:training": {RULES},
    "rules:sheet": {RULES},
    "rules:draft": {RULES},
    "notices:home": {RULES},
    "notices:index": {RULES},
    "notices:detail": {RULES},
    "documents:home": {PAPERS},
    "documents:index": {PAPERS},
    "documents:older": {PAPERS},
    "documents:detail": {PAPERS},
    "documents:version": {PAPERS},
    "documents:pdf": {PAPERS},
}
ROOM_OF = {  # which part a room belongs to
    "diagnosis": DIAGNOSIS,
    "assets": REGISTER,
    "agreements": REGISTER,
    "rules": RULES,
    "notices": RULES,
    "documents": PAPERS,
}
NOT_THE_ROOM = ("madoguchi.company.companies",)  # what offices keep of companies
NOT_SIGNED_IN = {"notices:told", "notices:told_read", "notices:arrive"}  # by a link, whoever comes
DOORS = {
    name
    for name, door in RULED.items()
    if door.callback.__module__.startswith("madoguchi.company.")
    and not door.callback.__module__.startswith(NOT_THE_ROOM)
} - NOT_SIGNED_IN


class Shown(Town):
    """A town whose company has something that a grant may show: a paper in force, a diagnosis that is finished."""

    @property
    def paper(self):
        return self._paper

    @property
    def diagnosis(self):
        return self._diagnosis

    def furnish(self):
        unlocked(self.principal)
        made = documents.paper(self.room, Kind.REGULATION, by=self.principal)
        self._paper = documents.in_force(made, by=self.principal)
        self._diagnosis = diagnoses.diagnosis(self.room, by=self.principal)
        super().furnish()


@pytest.fixture
def shown(db):
    town = Shown()
    town.furnish()
    return town


def guest(town, *parts):
    """Somebody at the counter of the window, and a browser of theirs with open keys."""
    person = people.member(Role.ADVISER, town.window)
    for part in parts:
        grants.grant(town.room, person, part, by=town.principal)
    pocketed(client := Client(), person)
    return person, client


def look(client, name, town):
    """What the door tells of this company: nothing where it is shut, or a list that stands open and names nothing."""
    answer = client.get(address(name, town))
    if answer.status_code == 302:
        return answer.headers["Location"] if str(town.room.pk) in answer.headers["Location"].split("/") else ""
    if answer.status_code != 200:
        return ""
    told = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="replace")
    names = (town.room.name, f'"/diagnosis/{town.diagnosis.pk}/')
    return told if kwargs_of(name) or any(mark in told for mark in names) else ""


def test_each_door_opens_by_its_part_and_names_no_item_and_no_agreement_by_another(shown):
    found = {name: set() for name in DOORS}
    items = (shown.asset.title, shown.agreement.counterparty.name)
    for part in Part:
        _person, client = guest(shown, part)
        for name in sorted(DOORS):
            if told := look(client, name, shown):
                found[name].add(part)
                assert part == REGISTER or not any(mark in told for mark in items), f"{part} at {name}"

    assert {name: parts for name, parts in found.items() if parts} == OPENED_BY


def test_no_door_opens_by_a_part_of_another_room():
    rooms = {name: name.split(":")[0] for name in OPENED_BY}
    assert {name: OPENED_BY[name] for name, room in rooms.items() if room != "grants"} == {
        name: {ROOM_OF[room]} for name, room in rooms.items() if room != "grants"
    }


def _revoked(rows):
    rows.update(revoked_at=timezone.now(), revoked_by=rows.first().granted_by)


def _over(rows):
    today = timezone.localdate()
    rows.update(from_date=today - timedelta(days=9), until_date=today - timedelta(days=1))


def _not_yet(rows):
    rows.update(from_date=timezone.localdate() + timedelta(days=1))


def test_without_a_grant_in_force_none_opens(shown):
    for end in (None, _revoked, _over, _not_yet):
        person, client = guest(shown, *(Part if end else ()))
        if end:
            assert look(client, "assets:index", shown)
            end(Grant.objects.filter(person=person))
        assert [name for name in sorted(OPENED_BY) if look(client, name, shown)] == []
