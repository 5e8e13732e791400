"""周知 — whom it goes to, how it grows, what a link opens, what stays as evidence."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.notices import access, actions, steps
from madoguchi.company.notices import factories as make
from madoguchi.company.notices.models import Notice, Recipient, RecipientName
from madoguchi.company.notices.words import MOST_RECIPIENTS, Chosen, Listed, Who
from madoguchi.company.rules import factories as rules
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import rows

DAY = timedelta(days=1)


def stamp(by):
    return {"by": by, "at": timezone.now()}


def labels(notice):
    return list(notice.recipients.order_by("pk").values_list("label", flat=True))


def test_what_is_made_known_is_the_table_in_force_that_day(room, steward, table):
    rules.table(room, by=steward, from_date=timezone.localdate() + 9 * DAY)

    assert make.notice(room, by=steward).table == table


def test_without_a_table_in_force_nothing_is_made_known(room, steward):
    with pytest.raises(Refusal, match="運用表がまだありません"):
        make.notice(room, by=steward)
    assert not Notice.objects.exists()


def test_it_begins_with_one_department_and_grows(room, steward, employee, notice):
    chosen = Chosen((employee.pk,), (Listed("製造2"), Listed("検査1", "架空 検査子")))

    made = actions.add(notice=notice, chosen=chosen, **stamp(steward))

    assert [(one.person, one.label) for one in made] == [(employee, ""), (None, "検査1")]
    assert labels(notice) == ["製造1", "製造2", "", "検査1"]
    with pytest.raises(Refusal, match="二度は加わりません"):
        actions.add(notice=notice, chosen=chosen, **stamp(steward))


def test_who_was_withdrawn_by_mistake_comes_back_without_a_link(room, steward, employee, table):
    row = make.notice(room, by=steward, persons=(employee,))
    make.links(row, by=steward)
    gone = [actions.revoke(recipient=one, **stamp(steward)).pk for one in row.recipients.exclude(label="製造2")]

    back = actions.add(notice=row, chosen=Chosen((employee.pk,), (Listed("製造1"),)), **stamp(steward))

    assert sorted(one.pk for one in back) == sorted(gone)
    assert row.recipients.waiting().count() == 3
    assert list(row.recipients.exclude(token_hash="").values_list("label", flat=True)) == ["製造2"]


def test_names_are_sealed_for_who_runs_the_company_and_labels_stand_open(room, steward, table):
    make.notice(room, by=steward, listed=(Listed("製造1", "架空 一郎"), Listed(name="架空 二郎")))

    assert [rows.unseal(one, steward.open_keyring)["name"] for one in RecipientName.objects.order_by("recipient")] == [
        "架空 一郎",
        "架空 二郎",
    ]
    assert "架空" not in str(list(Recipient.objects.values()))


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (Chosen(), "一人以上"),
        (Chosen(listed=(Listed("一", "架空"), Listed("一", "架空 二郎"))), "同じ呼び名"),
        (Chosen(listed=tuple(Listed(str(n)) for n in range(MOST_RECIPIENTS + 1))), "500人まで"),
    ],
)
def test_nobody_twice_the_same_and_too_many_are_refused(room, steward, table, chosen, why):
    with pytest.raises(Refusal, match=why):
        make.notice(room, by=steward, listed=chosen.listed)


def test_a_person_of_another_company_is_no_recipient(room, steward, table):
    other = people.member(Role.EMPLOYEE, companies.room_of(companies.company()))

    with pytest.raises(Refusal, match="所属していません"):
        make.notice(room, by=steward, persons=(other,), listed=())


def test_only_the_hash_of_a_link_is_kept_and_each_is_long_and_its_own(steward, notice):
    tokens = make.links(notice, by=steward)

    assert len(set(tokens.values())) == 2
    assert all(len(token) >= 43 for token in tokens.values())  # 256 bits
    stored = str(list(Recipient.objects.values())) + str(list(Line.objects.values()))
    assert [token for token in tokens.values() if token in stored] == []
    assert {one.token_hash for one in notice.recipients.all()} == {fingerprint(one) for one in tokens.values()}


def test_a_new_sheet_ends_the_links_before_and_leaves_out_who_has_read(steward, notice):
    first, _second = notice.recipients.order_by("pk")
    tokens = make.links(notice, by=steward)
    make.read(first, token=tokens["製造1"])

    again = make.links(notice, by=steward)

    assert set(again) == {"製造2"}
    assert again["製造2"] != tokens["製造2"]
    with pytest.raises(Refusal, match="リンクの要る人は"):
        actions.link(notice=notice, who=Who.FRESH, **stamp(steward))


def test_who_signs_in_gets_a_slip_only_when_asked_for(room, steward, employee, table):
    row = make.notice(room, by=steward, persons=(employee,))

    without = actions.link(notice=row, who=Who.WAITING, **stamp(steward))
    with_them = actions.link(notice=row, who=Who.FRESH, with_logins=True, **stamp(steward))

    assert [one.recipient.person for one in without] == [None, None]
    assert [one.recipient.person for one in with_them] == [employee]


def test_the_first_try_is_what_is_counted_and_every_answer_has_to_be_right(steward, notice):
    token = make.links(notice, by=steward)["製造1"]
    row = notice.recipients.get(label="製造1")
    right = make.right(row)
    wrong = dict.fromkeys(right, 99)
    link = {"recipient": row, "link": fingerprint(token), "by": "anonymous", "at": timezone.now()}

    assert actions.answer(said=wrong, **link) == list(right)
    with pytest.raises(Refusal, match="先に"):
        actions.acknowledge(**link)
    assert actions.answer(said=right, **link) == []
    actions.acknowledge(**link)

    row.refresh_from_db()
    assert (row.right_count, row.asked_count) == (0, len(right))
    assert row.passed_at == row.acknowledged_at == link["at"]


def test_an_acknowledgement_is_evidence_it_is_never_moved_nor_taken_back(steward, notice):
    token = make.links(notice, by=steward)["製造1"]
    row = notice.recipients.get(label="製造1")
    make.read(row, token=token)
    first = Recipient.objects.get(pk=row.pk).acknowledged_at

    link = {"link": fingerprint(token), "by": "anonymous", "at": timezone.now() + DAY}
    assert actions.acknowledge(recipient=row, **link).acknowledged_at == first
    for deed in (actions.revoke, actions.relink):
        with pytest.raises(Refusal, match="もう読んだか"):
            deed(recipient=row, **stamp(steward))
    with pytest.raises(IntegrityError), transaction.atomic():
        Recipient.objects.filter(pk=row.pk).update(revoked_at=timezone.now())


@pytest.mark.parametrize("end", ["revoke", "close", "relink"])
def test_a_link_ends_when_it_is_revoked_renewed_or_the_notice_closed(steward, notice, end):
    token = make.links(notice, by=steward)["製造1"]
    row = notice.recipients.get(label="製造1")
    given = {"notice": notice} if end == "close" else {"recipient": row}
    getattr(actions, end)(**given, **stamp(steward))

    with pytest.raises(actions.LinkOver):
        actions.answer(recipient=row, said={}, link=fingerprint(token), by="anonymous", at=timezone.now())


def test_one_s_own_is_answered_by_oneself_alone(room, steward, employee, table):
    row = make.notice(room, by=steward, persons=(employee,)).recipients.get(person=employee)

    for other in (steward, people.member(Role.EMPLOYEE, room)):
        with pytest.raises(actions.LinkOver):
            actions.answer(recipient=row, said={}, **stamp(other))
    with pytest.raises(actions.LinkOver):
        actions.answer(recipient=row, said={}, link="0" * 64, **stamp(employee))
    assert actions.answer(recipient=row, said=make.right(row), **stamp(employee)) == []


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_each_deed_offered_succeeds_and_each_not_offered_is_refused(room, notice, role):
    actor, row = people.member(role, room), notice.recipients.order_by("pk").first()
    offered = {one.code for one in access.deeds(actor, notice, has_waiting=True)}
    offered |= {one.code for one in access.recipient_deeds(actor, row)}
    tried = {
        "link": lambda: actions.link(notice=notice, who=Who.FRESH, **stamp(actor)),
        "add": lambda: actions.add(notice=notice, chosen=Chosen(listed=(Listed("新"),)), **stamp(actor)),
        "relink": lambda: actions.relink(recipient=row, **stamp(actor)),
        "revoke": lambda: actions.revoke(recipient=row, **stamp(actor)),
        "close": lambda: actions.close(notice=notice, **stamp(actor)),
    }
    assert {code for code, deed in tried.items() if _succeeds(deed)} == offered
    assert offered == (set(tried) if role in RUNNING_ROLES else set())
    if role in RUNNING_ROLES:
        notice.refresh_from_db()
        assert access.deeds(actor, notice, has_waiting=True) == []
        assert {code for code, deed in tried.items() if _succeeds(deed)} == set()


def _succeeds(deed):
    try:
        deed()
    except (PermissionDenied, Refusal):
        return False
    return True


def test_before_a_level_ends_it_is_said_how_many_were_told_of_it(room, steward, employee, notice):
    assert steps.was_told_of(steward, room.pk, "secret") == ("この区分を知らせた相手", 2)
    assert steps.was_told_of(steward, room.pk, "no-level")[1] == steps.was_told_of(employee, room.pk, "secret")[1] == 0
