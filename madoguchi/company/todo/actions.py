"""Everything that changes a company's tasks.

`as_asker`: the deed of a room above on what it asked the company for; that room has asked its own rule.
"""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.company.todo import access
from madoguchi.company.todo.models import Task, TaskState
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal


class WrongDay(Refusal):
    """日付の誤り — a day that is over."""

    field = "due_date"


@transaction.atomic
def ask(
    *,
    organisation: Organisation,
    title: str,
    due_date: date,
    for_whom: str = "",
    as_asker: bool = False,
    by: Person,
    at: datetime,
) -> Task:
    """やることを加える — with its day. Raises WrongDay."""
    if not as_asker:
        access.ASK.require(by, within=organisation.pk)
    _require_coming(due_date, at)
    made = Task.objects.create(
        organisation=organisation,
        title=title,
        for_whom=for_whom,
        due_date=due_date,
        is_asked=as_asker,
        asked_at=at,
        asked_by=by,
    )
    diary.record("todo.ask", made, by=by, at=at)
    return made


@transaction.atomic
def postpone(*, task: Task, due_date: date, as_asker: bool = False, by: Person, at: datetime) -> Task:
    """期日を変える — Raises WrongDay."""
    row = _open(task, access.CHANGE, as_asker, by)
    _require_coming(due_date, at)
    row.due_date = due_date
    row.save(update_fields=["due_date"])
    diary.record("todo.postpone", row, by=by, at=at)
    return row


@transaction.atomic
def finish(*, task: Task, as_asker: bool = False, by: Person, at: datetime) -> Task:
    """済みにする."""
    row = _open(task, access.FINISH, as_asker, by)
    return _end(row, TaskState.DONE, "todo.finish", by=by, at=at)


@transaction.atomic
def drop(*, task: Task, as_asker: bool = False, by: Person, at: datetime) -> Task:
    """取りやめる — it need not be done any more."""
    row = _open(task, access.CHANGE, as_asker, by)
    return _end(row, TaskState.DROPPED, "todo.drop", by=by, at=at)


@transaction.atomic
def take_up(*, task: Task, by: Person, at: datetime) -> Task:
    """やり直す — what was ended by mistake is to be done again."""
    row = _held(task, access.CHANGE, False, by)
    if row.is_open:
        raise Refusal(_("この「やること」は、まだ終わっていません。"))
    row.state, row.ended_at, row.ended_by = TaskState.OPEN, None, None
    row.save(update_fields=["state", "ended_at", "ended_by"])
    diary.record("todo.take_up", row, by=by, at=at)
    return row


def _held(task: Task, rule: Rule, as_asker: bool, by: Person) -> Task:
    row = Task.objects.select_for_update().get(pk=task.pk)
    if as_asker and not row.is_asked:
        raise PermissionDenied(rule.code)
    if not as_asker:
        rule.require(by, within=row.organisation_id)
    return row


def _open(task: Task, rule: Rule, as_asker: bool, by: Person) -> Task:
    row = _held(task, rule, as_asker, by)
    if not row.is_open:
        raise Refusal(_("この「やること」は、すでに済んだか、取りやめになっています。"))
    return row


def _end(row: Task, state: TaskState, deed: str, *, by: Person, at: datetime) -> Task:
    row.state, row.ended_at, row.ended_by = state, at, by
    row.save(update_fields=["state", "ended_at", "ended_by"])
    diary.record(deed, row, by=by, at=at)
    return row


def _require_coming(day: date, at: datetime) -> None:
    if day < day_of(at):
        raise WrongDay(_("期日は、今日か今日より後の日にしてください。"))
