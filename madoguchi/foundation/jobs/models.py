"""仕事 — work that is done after the answer has been sent, and the dailies that were already called."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus

State = TaskResultStatus
UNFINISHED = (State.READY, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def ripe(self, at: datetime) -> JobQuerySet:
        """Waiting and due, or left behind by a worker whose lease ran out; the most urgent first."""
        waiting = Q(state=State.READY, run_after__lte=at)
        left_behind = Q(state=State.RUNNING, leased_until__lte=at)
        return self.filter(waiting | left_behind).order_by("-priority", "run_after", "pk")

    def held(self, job: Job) -> JobQuerySet:
        """The row of this job while this very lease of it is the present one, else nothing."""
        return self.filter(pk=job.pk, state=State.RUNNING, leased_by=job.leased_by, attempts=job.attempts)


class Job(models.Model):
    """仕事 — one call of a task. It carries ids only and keeps of an error nothing but its class.

    `attempts` counts the leases, so a present holder differs from a former one; `started_at` is when the last began.
    """

    task = models.CharField(_("処理"), max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    priority = models.SmallIntegerField(default=0)
    run_after = models.DateTimeField()
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_by = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.RUNNING, leased_until__isnull=False)
                | (~Q(state=State.RUNNING) & Q(leased_until=None)),
                name="job_leased_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at=None)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="job_finished_at_when_finished",
            ),
        ]
        indexes = [
            models.Index(
                F("priority").desc(), "run_after", "id", condition=Q(state__in=UNFINISHED), name="job_unfinished"
            ),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"


class Due(models.Model):
    """日課 — a daily and the last Japanese day for which it was called."""

    name = models.CharField(max_length=64, unique=True)
    last_day = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name
