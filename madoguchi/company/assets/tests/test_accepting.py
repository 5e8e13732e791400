"""承知のうえで残す — a finding leaves the check with a reason and a day, and comes back when either fails."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import acceptances, actions, contamination, queries
from madoguchi.company.assets import factories as make
from madoguchi.company.assets.actions import NotThatLong
from madoguchi.company.assets.models import Acceptance, Place
from madoguchi.company.assets.steps import has_findings
from madoguchi.company.assets.words import Alert, Origin
from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.pocket import COOKIE

NOW, TODAY = timezone.now(), timezone.localdate()
DAY = timedelta(days=1)
REASON = "二人きりの会社なので分けられない"


def check(room):
    return f"/assets/{room.pk}/contamination/"


def accept(room, by, alert, subject, until_date=TODAY + 30 * DAY):
    said = {"organisation": room, "alert": alert, "subject": subject, "reason": REASON, "until_date": until_date}
    return actions.accept(**said, by=by, at=NOW)


def told(room, actor, day=TODAY):
    rows = queries.register(room, actor=actor)
    return [group.alert for group in contamination.groups(rows, day, acceptances.accepted(room, day))]


@pytest.fixture
def cabinet(room, steward):
    """Where an own item and an entrusted one lie together."""
    make.asset(room, places=["棚"], by=steward)
    make.asset(room, origin=Origin.ENTRUSTED, places=["棚"], by=steward)
    return Place.objects.get()


def subject_of(room, steward, alert):
    if alert is Alert.UNKNOWN:
        return make.asset(room, origin=Origin.UNKNOWN, by=steward)
    if alert is Alert.PAST:
        over = agreements.agreement(room, until_date=TODAY - DAY, by=steward)
        return make.asset(room, origin=Origin.ENTRUSTED, agreement=over, by=steward)
    if alert is Alert.UNCOVERED:
        return make.disclosure(make.asset(room, by=steward), by=steward)
    rows = [
        make.asset(room, origin=one, places=["棚"], holders=["製造部長"], by=steward) for one in ("own", "entrusted")
    ]
    return rows[0].in_places.get().place if alert is Alert.PLACE else rows[0].with_holders.get().holder


@pytest.mark.parametrize("alert", Alert)
def test_each_finding_can_be_left_and_is_told_again_after_its_day(room, steward, alert):
    subject = subject_of(room, steward, alert)
    assert alert in told(room, steward)
    before = has_findings(steward, room).label

    accept(room, steward, alert, subject.pk)

    assert alert not in told(room, steward)
    assert alert in told(room, steward, TODAY + 31 * DAY)
    after = has_findings(steward, room)
    assert after is None or after.label != before


def test_own_items_come_and_go_and_what_is_entrusted_brings_it_back(room, steward, cabinet):
    accept(room, steward, Alert.PLACE, cabinet.pk)
    make.asset(room, places=["棚"], by=steward)
    assert told(room, steward) == []

    make.asset(room, origin=Origin.ENTRUSTED, places=["棚"], by=steward)

    assert told(room, steward) == [Alert.PLACE]


def test_another_counterparty_or_another_kind_of_place_brings_it_back(room, steward, cabinet):
    accept(room, steward, Alert.PLACE, cabinet.pk)
    Place.objects.update(kind="cloud")
    assert told(room, steward) == [Alert.PLACE]
    accept(room, steward, Alert.PLACE, cabinet.pk)
    assert told(room, steward) == []

    other = agreements.counterparty(room, "架空商事")
    cabinet.organisation.agreements.update(counterparty=other)

    assert told(room, steward) == [Alert.PLACE]
    assert Acceptance.objects.count() == 1


def test_a_day_that_is_over_or_far_away_and_what_is_not_found_are_refused(room, steward, cabinet):
    for day in (TODAY, TODAY + 1099 * DAY):
        with pytest.raises(NotThatLong):
            accept(room, steward, Alert.PLACE, cabinet.pk, until_date=day)
    with pytest.raises(Refusal, match="もう点検に出ていません"):
        accept(room, steward, Alert.UNKNOWN, cabinet.pk)


def test_only_who_runs_the_company_leaves_a_finding(room, head, steward, cabinet):
    with pytest.raises(PermissionDenied):
        accept(room, head, Alert.PLACE, cabinet.pk)
    row = accept(room, steward, Alert.PLACE, cabinet.pk)
    with pytest.raises(PermissionDenied):
        actions.withdraw(acceptance=row, by=head, at=NOW)


def test_what_is_left_stands_in_a_list_of_its_own_and_comes_back_by_one_click(room, steward, page, cabinet):
    assert "承知のうえで残しているもの" not in page(steward).get(check(room)).text
    address = f"{check(room)}place/{cabinet.pk}/accept/"
    page(steward).post(address, {"reason": REASON, "until_date": TODAY + 30 * DAY})

    seen = page(steward).get(check(room)).text
    for one in ("承知のうえで残しているもの", REASON, steward.name, "書庫・棚：棚"):
        assert one in seen
    assert REASON.encode() not in bytes(Acceptance.objects.get().reason)
    looks = Line.objects.filter(stream=f"company-room:{room.pk}", deed=acceptances.READ_REASONS)
    assert looks.count() == 1

    page(steward).post(f"{check(room)}{Acceptance.objects.get().pk}/withdraw/")
    assert told(room, steward) == [Alert.PLACE]


def test_an_item_says_what_is_left_and_the_filter_forgets_it(room, steward, page):
    row = make.asset(room, title="だれかの図面", origin=Origin.UNKNOWN, by=steward)
    accept(room, steward, Alert.UNKNOWN, row.pk)

    seen = page(steward).get(row.get_absolute_url()).text
    assert "気をつけること" not in seen
    assert "承知のうえで残しているもの" in seen
    assert "だれかの図面" not in page(steward).get(f"/assets/{room.pk}/?alert=unknown").text


def test_what_is_told_again_says_who_had_accepted_it(room, steward, page, cabinet):
    accept(room, steward, Alert.PLACE, cabinet.pk)
    Place.objects.update(kind="cloud")

    seen = page(steward).get(check(room)).text

    assert "承知した後に変わりました" in seen
    assert REASON not in seen


def test_with_closed_keys_and_at_a_desk_one_sees_that_it_is_left_and_not_why(
    room, steward, head, adviser, page, cabinet
):
    accept(room, steward, Alert.PLACE, cabinet.pk)
    grants.grant(room, adviser, by=steward)

    for person in (head, adviser):
        seen = page(person).get(check(room)).text
        assert "承知のうえで残しているもの" in seen
        assert REASON not in seen
        assert "/withdraw/" not in seen
        assert "/accept/" not in seen
    client = page(steward)
    del client.cookies[COOKIE]
    closed = client.get(check(room)).text
    assert "承知のうえで残しているもの" in closed
    assert REASON not in closed


def test_what_one_does_not_see_mixing_is_not_told_as_left(room, steward, head, page):
    make.asset(room, places=["棚"], by=steward)
    make.asset(room, origin=Origin.ENTRUSTED, places=["棚"], is_named_only=True, by=steward)
    accept(room, steward, Alert.PLACE, Place.objects.get().pk)

    assert "書庫・棚：棚" in page(steward).get(check(room)).text
    assert "書庫・棚：棚" not in page(head).get(check(room)).text


@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"reason": "あ" * 201}, {"until_date": ""}, {"until_date": TODAY.isoformat()}]
)
def test_a_reason_and_a_day_are_needed_and_what_was_typed_is_kept(room, steward, page, cabinet, wrong):
    typed = {"reason": REASON, "until_date": (TODAY + DAY).isoformat()} | wrong
    refused = page(steward).post(f"{check(room)}place/{cabinet.pk}/accept/", typed)

    assert refused.status_code == 422
    assert typed["reason"] in refused.text
    assert not Acceptance.objects.exists()


def test_what_lies_in_another_company_is_neither_named_nor_left(room, steward, page):
    other = companies.room_of(companies.company())
    theirs = make.asset(other, title="よその秘密", origin=Origin.UNKNOWN)
    address = f"{check(room)}unknown/{theirs.pk}/accept/"

    assert "よその秘密" not in page(steward).get(address).text
    refused = page(steward).post(address, {"reason": REASON, "until_date": TODAY + DAY})
    assert "もう点検に出ていません" in refused.text
    assert page(steward).get(f"{check(room)}nothing/1/accept/").status_code == 404


def test_the_check_costs_the_same_for_one_that_is_left_and_for_many(
    room, steward, page, django_assert_max_num_queries
):
    client = page(steward)

    def asked():
        with django_assert_max_num_queries(60) as counted:
            assert client.get(check(room)).status_code == 200
        return len(counted)

    def fill(number):
        for _one in range(number):
            row = make.asset(room, origin=Origin.UNKNOWN, by=steward)
            accept(room, steward, Alert.UNKNOWN, row.pk)
            accept(room, steward, Alert.UNCOVERED, make.disclosure(row, by=steward).pk)

    fill(1)
    few = asked()
    fill(7)
    assert asked() == few
