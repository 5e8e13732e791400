"""打ち明けられたこと — the sealed side of a case: the conversation, and whom to call back."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.words import MessageKind
from madoguchi.foundation.vault.models import SealedField, SealedFile, SealedRow

BODY_LENGTH = 20_000


class MessageQuerySet(models.QuerySet["Message"]):
    def sent(self) -> MessageQuerySet:
        return self.exclude(sent_at=None)

    def shown(self) -> MessageQuerySet:
        """相談者に見せるもの — answers shown, and what the consulter posted."""
        return self.sent().filter(is_shown=True)


class Message(SealedRow):
    """対話の一通 — what was told, answered or noted; a draft until it is sent; `is_shown`: in the consulter's box."""

    consultation = models.ForeignKey("consultations.Consultation", models.PROTECT, related_name="messages")
    kind = models.CharField(_("種類"), max_length=10, choices=MessageKind)
    body = SealedField()
    is_shown = models.BooleanField(_("相談者に見せる"), default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField()
    revised_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="message_sent_by_somebody",
            )
        ]
        indexes = [models.Index("consultation", "sent_at", name="message_of_case")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Attachment(SealedFile):
    """相談のファイル — what was handed in or made for this case; read by its people only."""

    consultation = models.ForeignKey("consultations.Consultation", models.PROTECT, related_name="attachments")
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class Caller(SealedRow):
    """相談者の連絡先 — whom to call back about this case; read by its people only."""

    consultation = models.OneToOneField("consultations.Consultation", models.PROTECT, related_name="caller")
    name = SealedField()
    phone = SealedField()
    email = SealedField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"caller {self.pk}"


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, actor: Any) -> DraftQuerySet:
        return self.filter(person=actor.pk)


class Draft(SealedRow):
    """下書き — what one person has typed into one opened call page so far; sealed for that person alone.

    Every opened page has a `submission` of its own: what is typed into a new one never replaces an older draft.
    """

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="call_drafts")
    submission = models.UUIDField()
    typed = SealedField()
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "submission"], name="draft_once_a_page")]

    def __str__(self) -> str:
        return f"draft {self.pk}"
