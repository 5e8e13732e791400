"""What pages ask about a company's tasks."""

from datetime import date
from typing import Any

from madoguchi.company.todo.models import Task
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import Page, page_by_key


def listed(room: Organisation, *, actor: Any, are_ended: bool, after: str = "") -> Page[Task]:
    """やることの一覧 — those to come by their day, so that what is overdue comes first; those ended newest first."""
    rows = Task.objects.visible_to(actor).filter(organisation=room).select_related("asked_by", "ended_by")
    if are_ended:
        return page_by_key(rows.ended(), keys=("-pk",), after=after)
    return page_by_key(rows.open(), keys=("due_date", "pk"), after=after)


def next_task(room: Organisation, *, actor: Any) -> Task | None:
    """次のやること — the one whose day comes first."""
    return Task.objects.visible_to(actor).filter(organisation=room).open().order_by("due_date", "pk").first()


def is_soon(task: Task, day: date, *, days: int = 14) -> bool:
    return (task.due_date - day).days <= days
