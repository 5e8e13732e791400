"""閲覧の記録 — the diary of one case, in words, for its people."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.consultations import access, actions
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.factories import mark
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.desk.counter import deed_words, log
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault.factories import pocketed

DESK = Path(deed_words.__file__).parents[1]
ROOMS = "|".join(room.name for room in DESK.iterdir() if room.is_dir())
DEED = re.compile(rf"({ROOMS})\.[a-z_]+")
REASON = "担当者と連絡が取れない"


@pytest.fixture
def read(client):
    """The log as the person's browser shows it: rows of (who, what); or the status."""

    def opened(case, person, after=""):
        pocketed(client, person)
        answer = client.get(f"/cases/{case.number}/log/", {"after": after} if after else {})
        if answer.status_code != 200:
            return answer.status_code
        rows = BeautifulSoup(answer.content, "html.parser").select("tbody tr")
        return [tuple(cell.get_text(" ", strip=True) for cell in row.select("td")[1:]) for row in rows]

    return opened


def test_the_owner_reads_who_did_and_who_looked_newest_first(counter, client, read):
    case = counter.case()
    pocketed(client, counter.colleague)
    client.get(case.get_absolute_url())
    actions.write(consultation=case, kind="note", body="打ち明け話", **mark(counter.adviser))
    assert read(case, counter.adviser) == [
        (counter.adviser.name, "閲覧の記録を見た"),
        (counter.adviser.name, "相談を開いた"),
        (counter.adviser.name, "対話に書いた"),
        (counter.colleague.name, "相談を開いた"),
    ]


def test_a_look_at_the_log_stands_in_it(counter, read):
    case = counter.case()
    read(case, counter.adviser)
    assert Line.objects.filter(stream=case.audit_stream(), deed="counter.read_log").count() == 1


def test_appointments_of_the_case_stand_in_it(counter, client, read):
    case = counter.case()
    row = appointment(case, counter.adviser)
    diary.record("appointments.book", row, by=counter.adviser, at=timezone.now())
    diary.record("look", row, by=counter.adviser, at=timezone.now())
    assert [what for _who, what in read(case, counter.adviser)][2:] == ["予約を開いた", "予約を入れた"]


def test_members_read_it_and_nobody_else(counter, read):
    case = counter.case()
    assert read(case, counter.colleague) == 403
    assert read(case, counter.manager) == 403
    expert = consultations.member_of(case, people.member(Role.EXPERT, counter.office), MemberKind.EXPERT).person
    assert read(case, expert) == 403
    assert isinstance(read(case, consultations.member_of(case, counter.colleague).person), list)


def test_a_manager_reads_it_while_the_glass_is_broken_and_stands_in_it_marked(counter, read):
    case = counter.case(is_restricted=True)
    actions.break_glass(consultation=case, reason=REASON, **mark(counter.manager))
    mine = [what for who, what in read(case, counter.manager) if who == counter.manager.name]
    assert mine == ["閲覧の記録を見た 緊急閲覧", "相談を開いた 緊急閲覧", "緊急閲覧を始めた 緊急閲覧"]
    actions.end_glass(consultation=case, **mark(counter.manager))
    assert read(case, counter.manager) == 403
    assert (counter.adviser.name, "閲覧の記録を見た") in read(case, counter.adviser)


def test_the_reason_stands_above_the_log(counter, client):
    case = counter.case(is_restricted=True)
    actions.break_glass(consultation=case, reason=REASON, **mark(counter.manager))
    pocketed(client, counter.adviser)
    assert REASON in client.get(f"/cases/{case.number}/log/").text


def test_it_is_linked_from_the_page_for_those_who_may_read_it(counter, client):
    case = counter.case()
    link = f"/cases/{case.number}/log/"
    pocketed(client, counter.adviser)
    assert link in client.get(case.get_absolute_url()).text
    pocketed(client, counter.colleague)
    assert link not in client.get(case.get_absolute_url()).text


def fill(case, by, number):
    start = timezone.now() - timedelta(days=1)
    for one in range(number):
        diary.record("look", case, by=by, at=start + timedelta(seconds=one))


def test_older_pages_are_reached_by_key(counter, read):
    case = counter.case()
    fill(case, counter.adviser, log.PAGE + 3)
    first = log.of_case(case)
    second = log.of_case(case, after=first.next_cursor)
    assert (len(first.entries), len(second.entries), second.next_cursor) == (log.PAGE, 3, "")
    assert first.entries[-1].at > second.entries[0].at
    assert len(read(case, counter.adviser, after=first.next_cursor)) == 3


def test_a_long_log_of_many_people_costs_what_a_short_one_costs(counter, django_assert_num_queries):
    case = counter.case()
    fill(case, counter.adviser, 2)
    with django_assert_num_queries(3):
        log.of_case(case)
    for person in (counter.colleague, counter.manager):
        fill(case, person, 30)
    with django_assert_num_queries(3):
        log.of_case(case)


def test_strangers_to_the_table_of_people_are_named_too(counter, read):
    case = counter.case()
    for by in ("system", "anonymous"):
        diary.record("look", case, by=by, at=timezone.now())
    assert {who for who, _what in read(case, counter.adviser)} >= {"システム", "サインインしていない人"}


def test_a_deed_of_an_earlier_version_is_not_left_out(counter, read):
    case = counter.case()
    diary.record("consultations.long_gone", case, by=counter.adviser, at=timezone.now())
    assert (counter.adviser.name, "そのほかの操作（consultations.long_gone）") in read(case, counter.adviser)


OF_A_CALENDAR = {f"appointments.{deed}" for deed in ("subscribe", "renew", "unsubscribe", "fetch")}  # no case's line


def test_every_deed_the_desk_writes_down_has_words():
    written = {deed for path in sources() for deed in deeds_in(ast.parse(path.read_text()), path)}
    assert {
        "consultations.write",
        "consultations.close",
        "appointments.cancel",
        "consultations.read_thread",
    } <= written
    assert written - deed_words.DEEDS.keys() == OF_A_CALENDAR


def test_no_words_are_kept_for_deeds_nobody_does():
    written = {deed for path in sources() for deed in deeds_in(ast.parse(path.read_text()), path)}
    assert deed_words.DEEDS.keys() - written == set()


def test_the_rule_asks_for_owner_or_member(counter):
    case = counter.case()
    assert access.may(counter.adviser, case, access.TRACE)
    assert not access.may(counter.manager, case, access.TRACE)


def sources():
    """Without the rooms whose nouns have diaries of their own."""
    elsewhere = {"tests", "migrations", "logbooks"}
    return [path for path in DESK.rglob("*.py") if not elsewhere & set(path.parts)]


def deeds_in(tree, path):
    """Codes as they stand in the source; rules and jobs are named alike, lines of other streams are no case's."""
    elsewhere = {id(node.args[0]) for node in ast.walk(tree) if isinstance(node, ast.Call) and is_no_deed(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in elsewhere and DEED.fullmatch(str(node.value)):
            if path.name != "deed_words.py":
                yield node.value
        elif isinstance(node, ast.Call) and path.parts[-3:-1] == ("consultations", "actions"):
            yield from (f"consultations.{deed}" for deed in short_codes(node))


def is_no_deed(call):
    """A rule, a daily job, or a line that names its own stream."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    is_elsewhere = name == "record" and any(keyword.arg == "stream" for keyword in call.keywords)
    return bool(call.args) and (name in ("rule", "daily") or is_elsewhere)


def short_codes(call):
    """record("write", …) and _end(…, deed="close") of the consultations."""
    if getattr(call.func, "id", "") == "record" and isinstance(call.args[0], ast.Constant):
        yield call.args[0].value
    yield from (one.value.value for one in call.keywords if one.arg == "deed" and isinstance(one.value, ast.Constant))
