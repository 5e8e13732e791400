"""連携 — one case, shown to one other office: what the consulter consented to, and for as long as it is open."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations import sight
from madoguchi.desk.consultations.words import DeclineReason, ReferralState, Urgency
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.vault.models import SealedField, SealedRow

MESSAGE_LENGTH = 2_000
OPEN = (ReferralState.SENT, ReferralState.ACCEPTED)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def open(self) -> ReferralQuerySet:
        return self.filter(ended_at=None)

    def received_by(self, actor: Any) -> ReferralQuerySet:
        """受けた連携 — open ones to the offices at whose counter the actor stands; none behind a wall."""
        rows = self.open().filter(to_office__in=actor.organisation_ids(*COUNTER_ROLES))
        return rows.filter(sight.card(actor, at="consultation__"))

    def sent_from(self, actor: Any) -> ReferralQuerySet:
        """送った連携 — of the cases in sight that the actor's own offices took in."""
        rows = self.filter(consultation__office__in=actor.organisation_ids(*COUNTER_ROLES))
        return rows.filter(sight.card(actor, at="consultation__"))

    def handing_over_thread(self) -> ReferralQuerySet:
        """対話を渡している — accepted, and what was confided goes along."""
        return self.open().filter(state=ReferralState.ACCEPTED, shows_thread=True)


class Referral(SealedRow):
    """連携 — the card always, gist and conversation where named; the message is sealed for both offices."""

    consultation = models.ForeignKey("consultations.Consultation", models.PROTECT, related_name="referrals")
    to_office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    shows_gist = models.BooleanField(_("要旨を見せる"), default=False)
    shows_thread = models.BooleanField(_("対話を見せる"), default=False)
    urgency = models.PositiveSmallIntegerField(_("緊急度"), choices=Urgency, default=Urgency.NORMAL)
    message = SealedField()
    state = models.CharField(_("連携の状態"), max_length=10, choices=ReferralState, default=ReferralState.SENT)
    decline_reason = models.CharField(_("辞退の理由"), max_length=12, choices=DeclineReason, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at=None) | (~Q(state__in=OPEN) & Q(ended_at__isnull=False)),
                name="referral_open_until_it_ends",
            ),
            models.UniqueConstraint(
                fields=["consultation", "to_office"], condition=Q(ended_at=None), name="referral_open_once_an_office"
            ),
        ]
        indexes = [
            models.Index("to_office", "consultation", "shows_gist", condition=Q(ended_at=None), name="referral_open")
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"

    @property
    def is_open(self) -> bool:
        """The same as `ReferralQuerySet.open`, for a row at hand."""
        return self.ended_at is None

    @property
    def is_accepted(self) -> bool:
        return self.state == ReferralState.ACCEPTED
