"""宿題 — what a visit asks the company to do stands among the company's own tasks."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.company.companies.actions import open_room
from madoguchi.company.todo import actions as todo
from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.engagements.actions.rows import going_on, in_open_case, visit_of
from madoguchi.desk.engagements.models import Homework, Visit
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal


@transaction.atomic
def give(*, visit: Visit, title: str, due_date: date, for_whom: str = "", by: Person, at: datetime) -> Homework:
    """宿題を頼む — of the company, with a day; a company without people of its own finds it when they come."""
    engagement = going_on(visit.engagement, by=by)
    row, company = visit_of(visit, engagement), engagement.consultation.company
    if row.appointment.state == AppointmentState.CANCELLED:
        raise Refusal(_("取り消した訪問では、宿題を頼めません。"))
    if company is None:
        raise Refusal(_("相談企業のわかっている相談でだけ、宿題を頼めます。"))
    task = todo.ask(
        organisation=open_room(company=company),
        title=title,
        due_date=due_date,
        for_whom=for_whom,
        as_asker=True,
        by=by,
        at=at,
    )
    made = Homework.objects.create(visit=row, task=task)
    diary.record("engagements.give", engagement, by=by, at=at)
    return made


@transaction.atomic
def finish_homework(*, homework: Homework, by: Person, at: datetime) -> Homework:
    """宿題を済みにする — as the company told the desk."""
    row = _held(homework, by)
    todo.finish(task=row.task, as_asker=True, by=by, at=at)
    diary.record("engagements.finish_homework", row.visit.engagement, by=by, at=at)
    return row


@transaction.atomic
def postpone_homework(*, homework: Homework, due_date: date, by: Person, at: datetime) -> Homework:
    """宿題の期日を変える."""
    row = _held(homework, by)
    todo.postpone(task=row.task, due_date=due_date, as_asker=True, by=by, at=at)
    diary.record("engagements.postpone_homework", row.visit.engagement, by=by, at=at)
    return row


@transaction.atomic
def drop_homework(*, homework: Homework, by: Person, at: datetime) -> Homework:
    """宿題を取りやめる."""
    row = _held(homework, by)
    todo.drop(task=row.task, as_asker=True, by=by, at=at)
    diary.record("engagements.drop_homework", row.visit.engagement, by=by, at=at)
    return row


def _held(homework: Homework, by: Person) -> Homework:
    """Of an engagement that has ended, too: what was asked may still be done."""
    engagement = in_open_case(homework.visit.engagement, by=by)
    row = Homework.objects.visible_to(by).select_related("task", "visit").get(pk=homework.pk)
    row.visit.engagement = engagement
    return row
