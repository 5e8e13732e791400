"""Tasks for tests and the demo."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.company.todo.models import Task
from madoguchi.foundation.accounts.models import Organisation, Person


def task(
    organisation: Organisation,
    *,
    by: Person,
    title: str = "預かった図面の一覧を作る",
    due_date: date | None = None,
    **facts: Any,
) -> Task:
    """Open, and due in a week unless said otherwise."""
    now = timezone.now()
    due = due_date or timezone.localdate(now) + timedelta(days=7)
    return Task.objects.create(
        organisation=organisation, title=title, due_date=due, asked_at=now, asked_by=by, **facts
    )
