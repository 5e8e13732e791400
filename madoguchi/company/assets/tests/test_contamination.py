"""コンタミ — what the database finds is what one finds by going through the register by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import contamination, queries
from madoguchi.company.assets import factories as make
from madoguchi.company.assets.contamination import Alert
from madoguchi.company.assets.mapping import MOST_NODES, picture
from madoguchi.company.assets.models import Asset
from madoguchi.company.assets.words import OTHERS, Origin
from madoguchi.company.companies import factories as companies
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people

TODAY = timezone.localdate
DAY = timedelta(days=1)
PLACES = st.lists(st.sampled_from(["棚", "書庫", "共有"]), max_size=2, unique=True)
PEOPLE = st.lists(st.sampled_from(["製造部長", "設計課", "営業課"]), max_size=2, unique=True)
ITEM = st.tuples(st.sampled_from(list(Origin)), PLACES, PEOPLE, st.integers(-1, 1), st.booleans(), st.booleans())


def found(rows):
    return {alert: set(contamination.with_alert(rows, alert, TODAY()).values_list("pk", flat=True)) for alert in Alert}


@pytest.mark.thorough
class AnyRegister(TestCase):
    @hypothesis_settings(max_examples=30, deadline=None)
    @given(st.lists(ITEM, max_size=7))
    def test_the_findings_are_those_of_plain_python(self, drawn):
        room = companies.room_of(companies.company())
        clerk = people.member(Role.STEWARD, room)
        made = [self._item(room, clerk, *facts) for facts in drawn]
        rows = queries.register(room, actor=clerk)
        listed = [(row, facts) for row, facts in zip(made, drawn, strict=True) if not facts[5]]

        assert found(rows) == {
            Alert.UNKNOWN: {row.pk for row, facts in listed if facts[0] == Origin.UNKNOWN},
            Alert.PAST: {row.pk for row, facts in listed if facts[0] in OTHERS and facts[3] < 0},
            Alert.UNCOVERED: {row.pk for row, facts in listed if facts[4]},
            Alert.PLACE: self._mixed(listed, 1),
            Alert.HOLDER: self._mixed(listed, 2),
        }
        groups = {group.alert: group for group in contamination.groups(rows, TODAY())}
        assert groups.keys() == {alert for alert, pks in found(rows).items() if pks}

    def _item(self, room, clerk, origin, places, holders, ends, is_given, is_retired):
        facts = {}
        if origin in OTHERS:
            facts["agreement"] = agreements.agreement(room, until_date=TODAY() + ends * DAY, by=clerk)
        row = make.asset(room, origin=origin, places=places, holders=holders, by=clerk, **facts)
        if is_given:
            make.disclosure(row, by=clerk)
        if is_retired:
            Asset.objects.filter(pk=row.pk).update(retired_at=timezone.now())
        return row

    def _mixed(self, listed, where):
        mixed = set()
        for name in {name for _row, facts in listed for name in facts[where]}:
            here = [(row, facts[0]) for row, facts in listed if name in facts[where]]
            if {Origin.OWN, Origin.ENTRUSTED} <= {origin for _row, origin in here}:
                mixed |= {row.pk for row, origin in here if origin in (Origin.OWN, Origin.ENTRUSTED)}
        return mixed


def test_a_head_is_told_of_no_mixing_with_what_a_head_does_not_see(room, steward, head):
    make.asset(room, places=["棚"], by=steward)
    make.asset(room, origin=Origin.ENTRUSTED, places=["棚"], is_named_only=True, by=steward)

    assert contamination.groups(queries.register(room, actor=steward), TODAY())
    assert contamination.groups(queries.register(room, actor=head), TODAY()) == []


def test_each_finding_shows_its_first_items_and_says_how_many_there_are(room, steward):
    for _one in range(8):
        make.asset(room, places=["棚"], by=steward)
    make.asset(room, origin=Origin.ENTRUSTED, places=["棚"], by=steward)

    (group,) = contamination.groups(queries.register(room, actor=steward), TODAY())
    (finding,) = group.findings

    assert (finding.own_count, finding.other_count, len(finding.lines), finding.left_out) == (8, 1, 6, 3)


def test_the_page_leads_to_the_deeds_that_resolve_it(room, steward, page):
    make.asset(room, places=["棚"], by=steward)
    other = make.asset(room, origin=Origin.ENTRUSTED, places=["棚"], by=steward)

    seen = page(steward).get(f"/assets/{room.pk}/contamination/").text

    assert "同じ場所にあります" in seen
    assert f"{other.get_absolute_url()}correct/" in seen


def test_the_map_joins_counterparty_item_place_and_person(room, steward):
    make.asset(room, origin=Origin.ENTRUSTED, places=["棚"], holders=["製造部長"], by=steward)
    make.asset(room, places=["棚"], holders=["製造部長"], by=steward)

    drawn = picture(queries.register(room, actor=steward), {"secret": "秘"})

    links = {(edge.start.label, edge.end.label, edge.count) for edge in drawn.edges}
    assert links == {
        ("架空金属株式会社", "秘・預かった情報", 1),
        ("秘・預かった情報", "棚", 1),
        ("秘・自社の情報", "棚", 1),
        ("棚", "製造部長", 2),
    }
    assert [node.label for node in drawn.nodes if node.is_mixed] == ["棚"]


def test_a_big_register_is_drawn_together_and_says_so(room, steward, page):
    for number in range(MOST_NODES + 3):
        make.asset(room, places=[f"棚{number}"], by=steward)

    seen = page(steward).get(f"/assets/{room.pk}/map/").text

    assert seen.count('class="web-node') == MOST_NODES + 1
    assert "残りは「そのほか」にまとめています" in seen


@pytest.mark.parametrize("more", ["contamination/", "map/"])
def test_an_employee_opens_neither(room, employee, page, more):
    assert page(employee).get(f"/assets/{room.pk}/{more}").status_code == 403
