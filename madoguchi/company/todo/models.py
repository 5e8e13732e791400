"""やること — what a company has to do by a day; asked by its own people or by a room above, kept by the company."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madoguchi.company.grants import sight
from madoguchi.company.grants.models import room_stream

TITLE_LENGTH = 80
FOR_WHOM_LENGTH = 40


class TaskState(models.TextChoices):
    OPEN = "open", _("これから")
    DONE = "done", _("済み")
    DROPPED = "dropped", _("取りやめ")


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: Any) -> TaskQuerySet:
        """見える範囲 — everybody of the company, and nobody else."""
        return self.filter(sight.own(actor))

    def open(self) -> TaskQuerySet:
        return self.filter(state=TaskState.OPEN)

    def ended(self) -> TaskQuerySet:
        return self.exclude(state=TaskState.OPEN)


class Task(models.Model):
    """やること — one, with its day. `is_asked`: it came from outside the company, which keeps it all the same."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="tasks")
    title = models.CharField(_("やること"), max_length=TITLE_LENGTH)
    for_whom = models.CharField(_("だれがするか"), max_length=FOR_WHOM_LENGTH, blank=True)
    due_date = models.DateField(_("期日"))
    state = models.CharField(_("状態"), max_length=8, choices=TaskState, default=TaskState.OPEN)
    is_asked = models.BooleanField(_("窓口から頼まれた"), default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TaskState.OPEN, ended_at=None, ended_by=None)
                | (~Q(state=TaskState.OPEN) & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="task_ended_by_somebody",
            )
        ]
        indexes = [
            models.Index("organisation", "due_date", condition=Q(state=TaskState.OPEN), name="task_open"),
            models.Index(fields=["organisation", "-id"], name="task_newest"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN

    def is_overdue(self, day: date) -> bool:
        return self.is_open and self.due_date < day
