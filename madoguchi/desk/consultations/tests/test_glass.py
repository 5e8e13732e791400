"""緊急閲覧 — a manager reads what was confided to others: for two hours, with a reason, seen by everybody."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.factories import again, mark
from madoguchi.desk.consultations.models import Consultation, Glass
from madoguchi.desk.consultations.queries import Filters
from madoguchi.desk.consultations.queries.thread import Look
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Membership
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.templatetags.japanese import moment
from madoguchi.foundation.vault.errors import KeyringClosed, NotYours
from madoguchi.foundation.vault.factories import pocketed, unlocked
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import Box

SECRET = "鋳型は八百二十度で十七分"
REASON = "担当者が入院し、明朝の期限を確かめたい"
GIST = "打ち明けられた要旨"
SOON, LATER = timedelta(hours=1, minutes=59), timedelta(hours=2, seconds=1)


@pytest.fixture
def case(desk):
    """限定 — owned, with something confided."""
    row = make.consultation(office=desk.centre, company=desk.company, owner=desk.owner, is_restricted=True, gist=GIST)
    confide(row, desk.owner)
    return row


def confide(row, by, body=SECRET):
    actions.write(consultation=row, kind="note", body=body, **mark(by))


def breaks(row, manager, reason=REASON):
    return actions.break_glass(consultation=again(row), reason=reason, **mark(manager))


def read(row, person):
    """What a new request of that person opens."""
    person.open_keyring = None
    unlocked(person)
    return [one.body or str(one.look) for one in queries.thread_of(again(row), actor=person).messages]


def hears(row, person):
    return access.may(person, again(row), access.HEAR)


def gists(person):
    listing = queries.desk_list(actor=person, filters=Filters())
    return {line.number for line in listing.rows if line.gist}


def test_a_manager_reads_gist_and_conversation_after_breaking_the_glass(desk, case):
    assert not hears(case, desk.manager)
    assert case.number not in gists(desk.manager)
    breaks(case, desk.manager)
    assert hears(case, desk.manager)
    assert read(case, desk.manager) == [SECRET]
    assert case.number in gists(desk.manager)


@pytest.mark.parametrize("is_walled", [False, True], ids=["open", "walled"])
def test_the_sealed_parts_of_a_case_that_is_not_restricted_are_opened_too(desk, is_walled):
    if is_walled:
        make.wall(desk.case, person=desk.colleague, by=desk.manager)
    confide(desk.case, desk.owner)
    breaks(desk.case, desk.manager)
    assert read(desk.case, desk.manager) == [SECRET]


def test_what_was_shown_to_the_consulter_is_opened_too(desk, case):
    answer = actions.write(consultation=case, kind="answer", body="回答", **mark(desk.owner))
    actions.show(message=answer, **mark(desk.owner))
    breaks(case, desk.manager)
    assert read(case, desk.manager) == [SECRET, "回答"]


def test_searches_and_exports_follow(desk, case):
    def found(words):
        return [line.number for line in queries.desk_list(actor=desk.manager, filters=Filters(q=words)).rows]

    def exported():
        sheet = queries.export(actor=desk.manager, filters=Filters(q=case.number))
        return [row[sheet.columns.index("要旨")] for row in sheet.rows]

    assert (found(GIST), exported()) == ([], ["（非表示）"])
    with time_machine.travel(timezone.now(), tick=False) as clock:
        breaks(case, desk.manager)
        assert (found(GIST), exported()) == ([case.number], [GIST])
        clock.shift(LATER)
        assert (found(GIST), exported()) == ([], ["（非表示）"])


def test_after_two_hours_the_open_session_is_shut(client, desk, case):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        breaks(case, desk.manager)
        pocketed(client, desk.manager)
        page = client.get(case.get_absolute_url()).text
        assert SECRET in page
        assert GIST in page
        for _step in range(4):  # pages in between, or the keyring closes for idleness
            clock.shift(SOON / 4)
            assert SECRET in client.get(case.get_absolute_url()).text
        clock.shift(LATER - SOON)
        page = client.get(case.get_absolute_url())
        assert page.status_code == 200
        assert SECRET not in page.text
        assert GIST not in page.text
        assert client.get(f"/cases/{case.number}/log/").status_code == 403
        assert not hears(case, desk.manager)
        assert read(case, desk.manager) == [Look.EARLIER]


def test_it_is_ended_early(desk, case):
    breaks(case, desk.manager)
    actions.end_glass(consultation=again(case), **mark(desk.manager))
    assert not hears(case, desk.manager)
    assert read(case, desk.manager) == [Look.EARLIER]
    assert access.may(desk.manager, again(case), access.BREAK_GLASS)


def test_the_role_that_ends_takes_the_broken_glass_along(desk, case):
    breaks(case, desk.manager)
    Membership.objects.filter(person=desk.manager).update(until_date=timezone.localdate() - timedelta(days=1))
    vars(desk.manager).pop("memberships_today")
    assert not hears(case, desk.manager)
    assert not Consultation.objects.gist_visible_to(desk.manager).exists()


def test_a_wall_beats_it(desk, case):
    walled = people.member(Role.MANAGER, desk.centre)
    make.wall(case, person=walled, by=desk.manager)
    with pytest.raises(Consultation.DoesNotExist):
        breaks(case, walled)


def test_a_wall_set_later_ends_it(desk, case):
    breaks(case, desk.manager)
    make.wall(case, person=desk.manager, by=desk.owner)
    assert not hears(case, desk.manager)
    assert case not in Consultation.objects.gist_visible_to(desk.manager)


@pytest.mark.parametrize("who", ["owner", "colleague", "expert", "analyst"])
def test_nobody_but_a_manager_breaks_it(desk, case, who):
    with pytest.raises((PermissionDenied, Consultation.DoesNotExist)):
        breaks(case, getattr(desk, who))


def test_the_manager_of_another_office_breaks_nothing(desk, case):
    with pytest.raises(Consultation.DoesNotExist):
        breaks(case, people.member(Role.MANAGER, desk.window))


def test_not_twice_at_once_and_not_where_one_belongs(desk, case):
    breaks(case, desk.manager)
    with pytest.raises(PermissionDenied):
        breaks(case, desk.manager)
    member = make.member_of(case, people.member(Role.MANAGER, desk.centre)).person
    with pytest.raises(PermissionDenied):
        breaks(case, member)


def test_one_managers_broken_glass_opens_nothing_for_another(desk, case):
    breaks(case, desk.manager)
    other = people.member(Role.MANAGER, desk.centre)
    assert not hears(case, other)
    assert read(case, other) == [Look.EARLIER]


def test_it_opens_no_other_case(desk, case):
    second = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    confide(second, desk.owner)
    breaks(case, desk.manager)
    assert read(second, desk.manager) == [Look.EARLIER]


@pytest.mark.parametrize("reason", ["", "短い理由", "　 " * 20, "あ" * 501])
def test_no_glass_is_broken_without_a_proper_reason(desk, case, reason):
    with pytest.raises(Refusal):
        breaks(case, desk.manager, reason)
    assert not Glass.objects.exists()


def test_a_closed_keyring_breaks_nothing(desk, case):
    desk.manager.open_keyring = None
    with pytest.raises(KeyringClosed):
        actions.break_glass(consultation=case, reason=REASON, by=desk.manager, at=timezone.now())


def test_the_reason_is_sealed(desk, case):
    row = Glass.objects.get(pk=breaks(case, desk.manager).pk)
    assert row.reason.startswith(b"age-encryption.org/v1")
    assert REASON not in str(vars(row))


def test_broken_glass_is_for_reading_alone(desk, case):
    breaks(case, desk.manager)
    today = timezone.localdate()
    with pytest.raises(PermissionDenied):
        confide(again(case), desk.manager, "書き込み")
    with pytest.raises(PermissionDenied):
        actions.restrict(consultation=again(case), is_restricted=False, **mark(desk.manager))
    with pytest.raises(PermissionDenied):
        actions.correct(consultation=again(case), seen_version=0, changes={"gist": "x"}, **mark(desk.manager))
    with pytest.raises(Refusal):
        actions.assign(consultation=again(case), owner=desk.manager, **mark(desk.manager))
    with pytest.raises(Refusal):
        actions.add_member(
            consultation=again(case),
            person=desk.manager,
            kind=MemberKind.MEMBER,
            from_date=today,
            **mark(desk.manager),
        )


def test_whoever_the_manager_adds_meanwhile_waits_for_a_members_key(desk, case):
    breaks(case, desk.manager)
    queries.keys_for(again(case), actor=unlocked(desk.manager))
    today, helper = timezone.localdate(), desk.colleague
    actions.add_member(
        consultation=again(case), person=helper, kind=MemberKind.MEMBER, from_date=today, **mark(desk.manager)
    )
    assert read(case, helper) == [Look.WAITING]


def test_without_the_rule_a_manager_has_no_key(desk, case):
    keys = unlocked(desk.manager).open_keyring
    box = Box.objects.get(subject=f"consultations.Consultation:{case.pk}")
    with pytest.raises(NotYours):
        identity_of(box.newest_generation(), keys)


def test_owner_and_members_are_told_by_mail_who_and_when_and_nothing_else(
    desk, case, django_capture_on_commit_callbacks
):
    member = make.member_of(case, people.member(Role.ADVISER, desk.centre)).person
    make.member_of(case, desk.expert, MemberKind.EXPERT)
    with django_capture_on_commit_callbacks(execute=True):
        broken = breaks(case, desk.manager)
    assert sorted(one.to[0] for one in mail.outbox) == sorted([desk.owner.email, member.email])
    for one in mail.outbox:
        assert desk.manager.name in one.body
        assert moment(broken.broken_at) in one.body
        for said in (case.number, REASON, GIST, SECRET, desk.company.name, desk.owner.name):
            assert said not in one.subject + one.body


def test_beginning_and_end_are_written_down(desk, case):
    breaks(case, desk.manager)
    actions.end_glass(consultation=again(case), **mark(desk.manager))
    lines = Line.objects.filter(stream=case.audit_stream(), by=desk.manager.pk).order_by("seq")
    assert list(lines.values_list("deed", flat=True)) == ["consultations.break_glass", "consultations.end_glass"]


def test_by_the_page(client, desk, case):
    pocketed(client, desk.manager)
    address = f"/consultations/{case.number}/break_glass/"
    assert address in client.get(case.get_absolute_url()).text
    short = client.post(address, {"reason": "短い"})
    assert short.status_code == 422
    assert "短い" in short.text
    assert client.post(address, {"reason": REASON}).status_code == 302
    page = client.get(case.get_absolute_url()).text
    assert SECRET in page
    assert address not in page
    assert client.get(address).status_code == 403
    ending = f"/consultations/{case.number}/end_glass/"
    assert ending in page
    assert client.post(ending).status_code == 302
    assert SECRET not in client.get(case.get_absolute_url()).text


def test_no_button_to_write_is_shown_behind_broken_glass(client, desk, case):
    draft = actions.write(consultation=case, kind="answer", body="案", is_draft=True, **mark(desk.owner))
    breaks(case, desk.manager)
    pocketed(client, desk.manager)
    page = client.get(case.get_absolute_url()).text
    assert "案" in page
    for address in (f"messages/{draft.pk}", "/write/", "/answer/"):
        assert address not in page
    assert client.get(f"/consultations/{case.number}/messages/{draft.pk}/").status_code == 403


def test_the_people_of_the_case_see_it_on_its_page_with_the_reason(client, desk, case):
    breaks(case, desk.manager)
    pocketed(client, desk.owner)
    page = client.get(case.get_absolute_url()).text
    for told in ("緊急閲覧中です", desk.manager.name, REASON):
        assert told in page
    actions.end_glass(consultation=again(case), **mark(desk.manager))
    page = client.get(case.get_absolute_url()).text
    assert "緊急閲覧がありました" in page
    assert "緊急閲覧中です" not in page


def test_a_colleague_learns_nothing_of_it(client, desk):
    confide(desk.case, desk.owner)
    breaks(desk.case, desk.manager)
    pocketed(client, desk.colleague)
    page = client.get(desk.case.get_absolute_url()).text
    assert "緊急閲覧" not in page
    assert REASON not in page


def test_after_a_month_the_page_says_nothing_of_it_any_more(desk, case):
    with time_machine.travel(timezone.now() - timedelta(days=31), tick=False):
        breaks(case, desk.manager)
    assert queries.broken_glass(again(case), actor=unlocked(desk.owner), at=timezone.now()) == []
    assert Glass.objects.exists()
