"""他機関への紹介 — what went from the desk to a body outside, and what came back; the words of both are sealed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.words import OutsideBody, OutsidePart, Urgency
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.vault.models import SealedField, SealedRow

LENGTHS = {"receiver": 100, "scope": 200, "facts": 1_000}  # so much fits the one page of the letter
REPLY_LENGTHS = {"answer": 2_000, "result": 1_000}


class OutsideReferral(SealedRow):
    """他機関への紹介 — what was handed over, with the consulter's consent; or only where they were told to turn.

    It says what has happened: a consent taken back later changes nothing in it. `files`: their names, one a line.
    """

    consultation = models.ForeignKey("consultations.Consultation", models.PROTECT, related_name="outside_referrals")
    body = models.CharField(_("紹介先"), max_length=12, choices=OutsideBody)
    prefecture = models.CharField(_("都道府県"), max_length=2, choices=Prefecture, blank=True)
    urgency = models.PositiveSmallIntegerField(_("緊急度"), choices=Urgency, default=Urgency.NORMAL)
    is_handed = models.BooleanField(_("渡したものがある"))
    hands_card = models.BooleanField(_("カードの写しを渡す"), default=False)
    hands_gist = models.BooleanField(_("要旨の写しを渡す"), default=False)
    hands_thread = models.BooleanField(_("対話の写しを渡す"), default=False)
    consent = models.ForeignKey("consultations.Consent", models.PROTECT, null=True, related_name="+")
    receiver = SealedField()
    scope = SealedField()
    facts = SealedField()
    files = SealedField()
    referred_at = models.DateTimeField()
    referred_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_handed=True, consent__isnull=False)
                | Q(is_handed=False, consent=None, hands_card=False, hands_gist=False, hands_thread=False),
                name="outside_referral_with_consent",
            ),
            models.CheckConstraint(
                condition=(Q(body=OutsideBody.POLICE) & ~Q(prefecture=""))
                | (~Q(body=OutsideBody.POLICE) & Q(prefecture="")),
                name="outside_referral_police_of_a_prefecture",
            ),
        ]

    def __str__(self) -> str:
        return f"outside referral {self.pk}"

    @property
    def parts(self) -> list[OutsidePart]:
        handed = {
            OutsidePart.CARD: self.hands_card,
            OutsidePart.GIST: self.hands_gist,
            OutsidePart.THREAD: self.hands_thread,
        }
        return [part for part, is_handed in handed.items() if is_handed]


class OutsideReply(SealedRow):
    """他機関からの返答 — what the body answered, and what came of it; as many as there were."""

    referral = models.ForeignKey(OutsideReferral, models.PROTECT, related_name="replies")
    answer = SealedField()
    result = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"outside reply {self.pk}"
