"""緊急閲覧 — a manager's look into what was confided to others: for two hours, with a reason, told to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from madoguchi.foundation.vault.models import SealedField, SealedRow

GLASS_TIME = timedelta(hours=2)
REASON_LENGTH = (10, 500)


class GlassQuerySet(models.QuerySet["Glass"]):
    def in_force(self, now: datetime) -> GlassQuerySet:
        return self.filter(broken_at__lte=now, until_at__gt=now, ended_at=None)


class Glass(SealedRow):
    """緊急閲覧 — who opened the case, until when, and why (sealed: it may name things)."""

    consultation = models.ForeignKey("consultations.Consultation", models.PROTECT, related_name="glasses")
    reason = SealedField()
    broken_at = models.DateTimeField()
    broken_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = GlassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("broken_at")), name="glass_ends_after_it_begins")
        ]
        indexes = [models.Index("broken_by", "until_at", condition=Q(ended_at=None), name="glass_in_force")]

    def __str__(self) -> str:
        return f"glass {self.pk}"

    def is_in_force(self, now: datetime) -> bool:
        """The same as `GlassQuerySet.in_force`, for a row at hand."""
        return self.broken_at <= now < self.until_at and self.ended_at is None

    @property
    def over_at(self) -> datetime:
        """When it ended, or will."""
        return self.ended_at or self.until_at
