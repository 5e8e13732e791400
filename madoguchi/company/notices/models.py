"""周知 — what of the handling table was made known to whom, and who read it; evidence that it was kept secret."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.grants import sight
from madoguchi.company.grants.models import Part, room_stream
from madoguchi.company.notices.words import (
    DEPARTMENT_LENGTH,
    LABEL_LENGTH,
    MESSAGE_LENGTH,
    TITLE_LENGTH,
)
from madoguchi.foundation.access.roles import RUNNING_ROLES
from madoguchi.foundation.vault.models import SealedField, SealedRow


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Any) -> NoticeQuerySet:
        """見える範囲 — all for who runs the company and the desk's people it shows its rules to.

        Everybody else of the company sees what is addressed to them.
        """
        whole = sight.own(actor, *RUNNING_ROLES) | sight.granted(actor, Part.RULES)
        mine = Recipient.objects.addressed().filter(person=actor.pk).values("notice")
        return self.filter(whole | sight.own(actor) & Q(pk__in=mine))

    def open(self) -> NoticeQuerySet:
        return self.filter(closed_at=None)

    def with_table(self, actor: Any) -> NoticeQuerySet:
        return self.select_related("organisation", "table", "opened_by")

    def with_counts(self, actor: Any) -> NoticeQuerySet:
        """人数 — `asked`: to how many; `read`: how many of them acknowledged."""
        standing = Q(recipients__revoked_at=None)
        read = standing & Q(recipients__acknowledged_at__isnull=False)
        return self.with_table(actor).annotate(
            asked=Count("recipients", filter=standing, distinct=True),
            read=Count("recipients", filter=read, distinct=True),
        )


class Notice(models.Model):
    """周知 — one version of the handling table, made known to one kind of addressee; closed, its links end.

    Whom it goes to may grow: a department first, others later. The message stands open.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="notices")
    table = models.ForeignKey("rules.HandlingTable", models.PROTECT, related_name="notices")
    title = models.CharField(_("題名"), max_length=TITLE_LENGTH)
    message = models.CharField(_("伝えること"), max_length=MESSAGE_LENGTH)
    addressee = models.CharField(_("相手"), max_length=1, choices=Addressee)
    department = models.CharField(_("部署"), max_length=DEPARTMENT_LENGTH, blank=True)
    due_date = models.DateField(_("いつまでに"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="notice_closed_at_and_by",
            )
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("notices:detail", args=[self.organisation_id, self.pk])

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def visible_to(self, actor: Any) -> RecipientQuerySet:
        """見える範囲 — all for who runs the company, everybody else themselves; a desk nobody."""
        running = sight.own(actor, *RUNNING_ROLES, at="notice__organisation")
        mine = sight.own(actor, at="notice__organisation") & Q(person=actor.pk, revoked_at=None)
        return self.filter(running | mine)

    def addressed(self) -> RecipientQuerySet:
        """取り消していない相手."""
        return self.filter(revoked_at=None)

    def with_people(self, actor: Any) -> RecipientQuerySet:
        return self.select_related("notice__organisation", "person")

    def waiting(self) -> RecipientQuerySet:
        """まだ読んでいない相手 — of notices that are open."""
        return self.addressed().filter(acknowledged_at=None, notice__closed_at=None)


class Recipient(models.Model):
    """知らせる相手 — one who signs in, or somebody with a label, a sealed name or both.

    Of the personal link only the hash is kept. `right_count` of `asked_count`: at the first try. `passed_at`: all
    answers were right; `acknowledged_at`: 「読みました」. That the page was opened, the diary says.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="recipients", db_index=False)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    label = models.CharField(_("呼び名"), max_length=LABEL_LENGTH, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, blank=True)
    linked_at = models.DateTimeField(null=True)
    right_count = models.PositiveSmallIntegerField(null=True)
    asked_count = models.PositiveSmallIntegerField(null=True)
    passed_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = RecipientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "person"], name="recipient_person_once"),
            models.UniqueConstraint(fields=["notice", "label"], condition=~Q(label=""), name="recipient_label_once"),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="recipient_link_once"),
            models.CheckConstraint(condition=Q(person=None) | Q(label=""), name="recipient_person_or_label"),
            models.CheckConstraint(
                condition=Q(right_count=None, asked_count=None) | Q(right_count__lte=models.F("asked_count")),
                name="recipient_right_of_asked",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(passed_at__isnull=False, revoked_at=None),
                name="recipient_acknowledged_stays",
            ),
        ]

    def __str__(self) -> str:
        return f"recipient {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.notice.organisation_id)

    @property
    def is_over(self) -> bool:
        """終わった相手 — `notice` should be at hand."""
        return self.revoked_at is not None or self.notice.closed_at is not None


class RecipientNameQuerySet(models.QuerySet["RecipientName"]):
    def visible_to(self, actor: Any) -> RecipientNameQuerySet:
        """見える範囲 — who runs the company."""
        return self.filter(sight.own(actor, *RUNNING_ROLES, at="recipient__notice__organisation"))


class RecipientName(SealedRow):
    """知らせる相手の名前 — of somebody without a login; sealed for who runs the company."""

    recipient = models.OneToOneField(Recipient, models.CASCADE, related_name="sealed_name")
    name = SealedField()

    objects = RecipientNameQuerySet.as_manager()

    def __str__(self) -> str:
        return f"recipient name {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.recipient.notice.organisation_id)
