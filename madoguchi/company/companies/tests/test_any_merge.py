"""統合、どの二社でも — any two companies merged and parted are as before, and nobody is told more on the way."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.company.companies import actions
from madoguchi.company.companies import factories as make
from madoguchi.company.companies.models import (
    Acquaintance,
    Company,
    ContactPerson,
    SizeFact,
    Spelling,
    Unacquainted,
)
from madoguchi.company.companies.tests.test_sight import CASES, STAFF
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.actions import office_box
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import factories as keys
from madoguchi.foundation.vault import rows

NUMBER = "7123456789012"
NAME, ALSO = "株式会社さくら精機", "さくら精機"
NOW = timezone.now()


def again(row):
    return type(row).objects.get(pk=row.pk)


def merge(kept, gone, by, takes=()):
    return actions.merge(kept=kept, gone=gone, takes=takes, seen=(kept.version, gone.version), by=by, at=NOW)


def undo(merge, by):
    return actions.undo_merge(merge=merge, by=by, at=NOW)


REASONS = st.sampled_from(["case:1", "case:2", "arrival:1", "own"])
TOLD = st.lists(st.tuples(st.sampled_from(["acquaintance", "size", "contact"]), REASONS, st.integers(2016, 2018)))
SIDE = st.fixed_dictionaries(
    {
        "name": st.sampled_from([NAME, ALSO, "さくら精機株式会社", "株式会社さくらー精機"]),
        "address": st.sampled_from(["", "名古屋市架空町1", "架空町2"]),
        "number": st.sampled_from([None, NUMBER]),
        "room": st.sampled_from(["", "empty", "people"]),
        "absorbed": st.booleans(),
        "told": TOLD,
    }
)


def settled(centre, side):
    company = make.company(name=side["name"], office=centre, address=side["address"], corporate_number=side["number"])
    if side["absorbed"]:
        Company.objects.filter(pk=make.company(name=ALSO).pk).update(merged_into=company)
    if side["room"]:
        room = make.room_of(company)
        if side["room"] == "people":
            people.member(Role.STEWARD, room)
    for kind, reason, year in side["told"]:
        tell(kind, company, centre, f"{reason}:{company.pk}" if reason.startswith("case") else reason, year)
    return company


def tell(kind, company, centre, because, year):
    if because == "own":
        because = company.audit_stream()
    match kind:
        case "acquaintance":
            known = Acquaintance.objects.create(company=company, office=centre, because=because)
            if year == 2018:
                Unacquainted.objects.create(acquaintance=known, person=people.member(Role.ADVISER, centre))
        case "size":
            SizeFact.objects.get_or_create(company=company, office=centre, because=because, fiscal_year=year)
        case "contact":
            box = office_box(office=centre, at=NOW)
            made = ContactPerson(company=company, office=centre, because=because, added_at=NOW)
            rows.seal(made, box, at=NOW, name="架空 花子", phone="1", email="")
            made.save(force_insert=True)


def everything():
    """All rows of the room but the merges themselves, and the version, which only grows."""
    models = (Company, Acquaintance, Unacquainted, SizeFact, ContactPerson)
    found = {model: list(model.objects.order_by("pk").values()) for model in models}
    for company in found[Company]:
        del company["version"]
    keys = set(Spelling.objects.values_list("company", "key", "kind"))
    return found, keys


@pytest.mark.thorough
class AnyTwo(TestCase):
    @hypothesis_settings(max_examples=15, deadline=None)
    @given(SIDE, SIDE, st.sets(st.sampled_from(["name", "place"])))
    def test_merged_and_undone_are_as_before(self, ours, theirs, takes):
        centre = people.office()
        by = people.member(Role.MANAGER, centre)
        keys.keyring(by)
        if ours["number"]:
            theirs = theirs | {"number": None}
        if ours["room"] == "people":
            theirs = theirs | {"room": theirs["room"] and "empty"}
        kept, gone = settled(centre, ours), settled(centre, theirs)
        before = everything()

        done = merge(kept, gone, by, takes=takes)

        assert everything() != before
        for model in (Acquaintance, ContactPerson):
            assert not model.objects.filter(company=gone).exists()
        assert {again(kept).corporate_number} == {ours["number"] or theirs["number"]}
        assert {again(kept).name, again(gone).name} == {ours["name"], theirs["name"]}
        assert again(kept).name == (theirs if "name" in takes else ours)["name"]

        assert undo(done, by).left == []
        assert everything() == before


def told(persons):
    """What each sees of companies and of sizes."""
    return [
        (
            set(Company.objects.visible_to(person).values_list("pk", flat=True)),
            set(SizeFact.objects.visible_to(person).values_list("pk", flat=True)),
        )
        for person in map(again, persons)
    ]


def is_walled_from_the_centre(case):
    """A wall stands before somebody who knows; where nobody does, there is none."""
    return 0 in case["except_offices"] and any(case[key] for key in ("offices", "managers_of", "persons"))


@pytest.mark.thorough
class AnyWorld(TestCase):
    @hypothesis_settings(max_examples=15, deadline=None)
    @given(staff=STAFF, cases=CASES)
    def test_nobody_is_told_more_or_less_by_a_merge_or_its_undoing(self, staff, cases):
        offices = [people.office(code="00"), people.office(code="23")]
        persons = [people.member(role, offices[desk]) for role, desk in staff]
        firms = [make.company(name=NAME, office=offices[0]) for _ in range(3)]
        for number, case in enumerate(cases):
            because, firm = f"case:{number}", firms[case["company"]]
            known = {
                key: [offices[index] for index in case[key]] for key in ("offices", "managers_of", "except_offices")
            }
            who = {key: [persons[index] for index in case[key]] for key in ("persons", "except_persons")}
            actions.reacquaint(company=firm, because=because, **known, **who)
            for office in offices:
                make.size_fact(company=firm, office=office, because=because)
        by = people.member(Role.MANAGER, offices[0])
        before = told(persons)
        if any(is_walled_from_the_centre(case) and case["company"] < 2 for case in cases):
            with pytest.raises(Refusal):
                merge(firms[0], firms[1], by)
            return

        done = merge(firms[0], firms[1], by)
        as_one = {firms[1].pk: firms[0].pk}
        assert told(persons) == [({as_one.get(pk, pk) for pk in seen}, sizes) for seen, sizes in before]

        undo(done, by)
        assert told(persons) == before
