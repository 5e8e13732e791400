"""予約 — when and how a caller meets the desk; an adviser is in one place at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations import sight
from madoguchi.desk.consultations.models import Consultation


class Place(models.TextChoices):
    OFFICE = "office", _("窓口")
    COMPANY = "company", _("相談企業")
    ONLINE = "online", _("オンライン")
    PHONE = "phone", _("電話")
    WINDOW = "window", _("地域窓口")


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("予約")
    DONE = "done", _("済")
    CANCELLED = "cancelled", _("取消")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def visible_to(self, actor: Any) -> AppointmentQuerySet:
        return self.filter(sight.card(actor, at="consultation__"))


class Appointment(models.Model):
    """予約 — one meeting of a case. Calendars know it by `uid` and count its changes by `sequence` (RFC 5545).

    `changed_at`: its time, place or state was last changed; never, where it is empty.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="appointments")
    starts_at = models.DateTimeField(_("開始時刻"))
    ends_at = models.DateTimeField(_("終了時刻"))
    place = models.CharField(_("場所"), max_length=10, choices=Place)
    state = models.CharField(_("状態"), max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_after_start")
        ]
        indexes = [models.Index(fields=["starts_at"], name="appointment_starts_at")]

    def __str__(self) -> str:
        return f"appointment {self.pk}"

    @property
    def touched_at(self) -> datetime:
        """最後に変わった時 — its booking counts."""
        return self.changed_at or self.booked_at

    def audit_stream(self) -> str:
        return f"consultation:{self.consultation_id}"


class Attendee(models.Model):
    """出席者 — the people of the desk who attend."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="attendees")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="appointments")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appointment", "person"], name="attendee_once")]

    def __str__(self) -> str:
        return f"attendee {self.pk}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, actor: Any) -> SubscriptionQuerySet:
        """見える範囲 — one's own."""
        return self.filter(person=actor.pk)


class Subscription(models.Model):
    """予定の購読 — the one secret address at which a calendar program fetches a person's times; kept as a hash.

    It belongs to one `generation` of the person's sessions: whoever was disabled, or whose second factor was cleared
    as the telephone is lost, makes a new one. When it was last fetched, the diary says.
    """

    person = models.OneToOneField("accounts.Person", models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    generation = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    objects = SubscriptionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    def audit_stream(self) -> str:
        """A stream of its own: programs fetch all day long, and nobody who is written about should wait for them."""
        return f"subscription:{self.person_id}"
