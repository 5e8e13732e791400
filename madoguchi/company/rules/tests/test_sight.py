"""見える範囲 — who runs the company sees every version, its people the one in force, a desk what a grant names."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from madoguchi.company.assets import factories as assets
from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Grant, Part
from madoguchi.company.rules import access, actions, queries
from madoguchi.company.rules import factories as make
from madoguchi.company.rules.models import Cell, HandlingTable
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

DAY = timedelta(days=1)


@pytest.fixture
def versions(room, steward):
    """Gone by, in force, still to come, and a draft."""
    ago = timezone.now() - 9 * DAY
    gone, now = make.table(room, by=steward, at=ago), make.table(room, by=steward)
    coming = make.table(room, by=steward, from_date=timezone.localdate() + 9 * DAY)
    return {"gone": gone, "now": now, "coming": coming, "draft": make.draft(room, by=steward)}


def sees(person, versions):
    actor = Person.objects.get(pk=person.pk)
    seen = set(HandlingTable.objects.visible_to(actor).values_list("pk", flat=True))
    cells = set(Cell.objects.visible_to(actor).values_list("table", flat=True))
    assert cells == seen
    return {name for name, row in versions.items() if row.pk in seen}


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_who_runs_the_company_sees_every_version_and_everybody_else_the_one_in_force(room, versions, role):
    expected = set(versions) if role in RUNNING_ROLES else {"now"}
    assert sees(people.member(role, room), versions) == expected


def test_nobody_of_another_company_sees_any(versions):
    other = companies.room_of(companies.company())
    assert not any(sees(people.member(role, other), versions) for role in COMPANY_ROLES)


@pytest.mark.parametrize("part", Part)
def test_only_the_grant_of_the_rules_shows_them_to_a_desk(room, versions, steward, adviser, part):
    grants.grant(room, adviser, part, by=steward)
    assert sees(adviser, versions) == (set(versions) if part is Part.RULES else set())


def test_a_grant_that_is_taken_back_shows_nothing(room, versions, steward, adviser):
    grants.grant(room, adviser, Part.RULES, by=steward)
    Grant.objects.update(revoked_at=timezone.now(), revoked_by=steward)
    assert sees(adviser, versions) == set()
    assert queries.table_of(room, actor=adviser) is None


def test_a_desk_reads_every_page_and_writes_nothing_and_each_look_is_written_down(
    room, versions, steward, adviser, page
):
    grants.grant(room, adviser, Part.RULES, by=steward)
    home, now, draft = (f"/room/{room.pk}/rules/", versions["now"].pk, versions["draft"].pk)

    for more in ("", "history/", "measures/", f"tables/{now}/", f"tables/{now}/print/", f"drafts/{draft}/"):
        answer = page(adviser).get(home + more)
        assert answer.status_code == 200
        assert "使い始める</a>" not in answer.text
    levels = f"drafts/{draft}/levels/"
    writing = (levels, f"{levels}add/", f"{levels}inside/raise/", f"{levels}inside/remove/")
    for more in (f"drafts/{draft}/rows/ai/", "begin/", f"tables/{now}/revise/", *writing):
        assert page(adviser).post(home + more, {}).status_code == 403
    looks = Line.objects.filter(stream=room.audit_stream(), by=str(adviser.pk))
    assert set(looks.values_list("deed", flat=True)) == {"look", queries.READ_ROOM}
    assert "区分と運用表を開いた" in page(steward).get(f"/room/{room.pk}/log/").text


def test_a_desk_that_is_shown_the_rules_alone_is_told_no_number_of_items(room, steward, adviser, draft, page):
    assets.asset(room, level="secret", by=steward)
    grants.grant(room, adviser, Part.RULES, by=steward)
    assert "使い始めると変わること" in page(steward).get(draft.get_absolute_url()).text
    assert "使い始めると変わること" not in page(adviser).get(draft.get_absolute_url()).text

    grants.grant(room, adviser, Part.REGISTER, by=steward)

    assert "1件" in page(adviser).get(draft.get_absolute_url()).text


def test_an_employee_reads_the_table_in_force_and_what_is_printed_of_it(room, versions, employee, page):
    home, now = f"/room/{room.pk}/rules/", versions["now"].pk

    for more in ("", f"tables/{now}/print/", f"tables/{now}/labels/", f"tables/{now}/training/"):
        answer = page(employee).get(home + more)
        assert answer.status_code == 200
        assert "下書き" not in answer.text
    for hidden in ("gone", "coming", "draft"):
        assert page(employee).get(f"{home}tables/{versions[hidden].pk}/").status_code == 404
    assert page(employee).get(f"{home}drafts/{versions['draft'].pk}/").status_code == 403


def test_another_company_s_table_is_not_there(room, steward, table, page):
    other = companies.room_of(companies.company())
    theirs = make.table(other, by=people.member(Role.STEWARD, other))

    assert page(steward).get(f"/room/{other.pk}/rules/").status_code == 404
    assert page(steward).get(f"/room/{room.pk}/rules/tables/{theirs.pk}/").status_code == 404
    assert page(steward).get(f"/room/{other.pk}/rules/tables/{table.pk}/").status_code == 404


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("which", ["gone", "now", "coming", "draft"])
def test_each_deed_offered_succeeds_and_each_not_offered_is_refused(room, versions, steward, which, alone):
    row, today, head = versions[which], timezone.localdate(), people.member(Role.HEAD, room)
    if alone:
        _leave_only(row, versions)
    drafts = HandlingTable.objects.drafts().exists()
    coming = HandlingTable.objects.filter(from_date__gt=today).exists()
    for actor in (steward, head):
        offered = {one.code for one in access.deeds(actor, row, on=today, has_draft=drafts, may_come=not coming)}
        assert {code for code, deed in _tried(row, actor, today).items() if _succeeds(deed)} == offered


def _tried(row, actor, today):
    return {
        "bring": lambda: actions.bring_into_force(table=row, from_date=today, by=actor, at=timezone.now()),
        "levels": lambda: actions.name_levels(table=row, names={"top": "厳秘"}, by=actor, at=timezone.now()),
        "recall": lambda: actions.recall(table=row, by=actor, at=timezone.now()),
        "revise": lambda: actions.revise(table=row, by=actor, at=timezone.now()),
        "discard": lambda: actions.discard(table=row, by=actor, at=timezone.now()),
    }


def _leave_only(row, versions):
    """Neither a draft nor a table to come beside it."""
    for name in ("draft", "coming"):
        if versions[name] != row:
            HandlingTable.objects.filter(pk=versions[name].pk).delete()
    if row != versions["coming"]:
        HandlingTable.objects.filter(pk=versions["now"].pk).update(until_date=None)


def _succeeds(deed):
    try:
        with transaction.atomic():
            deed()
            transaction.set_rollback(True)
    except (PermissionDenied, Refusal):
        return False
    return True
