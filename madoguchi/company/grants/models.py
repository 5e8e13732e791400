"""支援の同意 — which part of a company's room it shows to whom at a desk, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.access.roles import OFFICE_ROLES, RUNNING_ROLES
from madoguchi.foundation.accounts.models import room_stream as room_stream
from madoguchi.foundation.core.calendar import day_of


class Part(models.TextChoices):
    """見せるところ — the parts of a company's room that are shown or not."""

    DIAGNOSIS = "diagnosis", _("自己診断")
    REGISTER = "register", _("情報台帳と契約")
    RULES = "rules", _("区分と運用表")
    PAPERS = "papers", _("規程と書類")


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, actor: Any) -> GrantQuerySet:
        """見える範囲 — those of the companies one runs, and what was granted to oneself."""
        return self.filter(Q(organisation__in=actor.organisation_ids(*RUNNING_ROLES)) | Q(person=actor.pk))

    def given_by(self, actor: Any) -> GrantQuerySet:
        """自社の同意 — those of the companies the actor runs."""
        return self.filter(organisation__in=actor.organisation_ids(*RUNNING_ROLES))

    def in_force(self, day: date) -> GrantQuerySet:
        return self.filter(revoked_at=None, from_date__lte=day, until_date__gte=day)

    def over(self, day: date) -> GrantQuerySet:
        return self.exclude(revoked_at=None, until_date__gte=day)

    def open_to(self, actor: Any, part: Part) -> GrantQuerySet:
        """使える同意 — in force today, for somebody who works at a desk today."""
        if not actor.organisation_ids(*OFFICE_ROLES):
            return self.none()
        return self.in_force(timezone.localdate()).filter(person=actor.pk, part=part)


class Grant(models.Model):
    """支援の同意 — one part of one company's room, for one person, from a day until a day; revoked at once."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="grants")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    part = models.CharField(_("見せるところ"), max_length=10, choices=Part)
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"))
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_date__gte=models.F("from_date")), name="grant_dates_in_order"),
            models.UniqueConstraint(
                fields=["organisation", "person", "part"], condition=Q(revoked_at=None), name="grant_open_once"
            ),
        ]
        indexes = [models.Index("person", "part", name="grant_of_person")]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    def is_over(self, day: date) -> bool:
        return self.revoked_at is not None or self.until_date < day

    @property
    def ended_date(self) -> date:
        """終わった日 — when it was revoked or replaced, if that was before its last day."""
        return min(day_of(self.revoked_at), self.until_date) if self.revoked_at else self.until_date

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)
