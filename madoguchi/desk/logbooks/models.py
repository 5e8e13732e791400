"""相談記録簿 — an office's own logbooks on their way in, row by row, and what each row became."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.vault.models import SealedField, SealedFile, SealedRow

LABEL_LENGTH = 80
REMARK_LENGTH = 300


class Step(models.TextChoices):
    """取り込みの段階."""

    RECEIVED = "received", _("内容の確認待ち")
    STAGING = "staging", _("読み取り中")
    TAKING = "taking", _("取り込み中")
    COUNTING = "counting", _("仕上げ中")
    DONE = "done", _("取り込み済み")
    UNDOING = "undoing", _("取り消し中")
    UNDONE = "undone", _("取り消し済み")


BUSY = (Step.STAGING, Step.TAKING, Step.COUNTING, Step.UNDOING)


class Fate(models.TextChoices):
    """行の結果 — `taken` and `warned` become consultations; `ignored` rows hold no consultation."""

    TAKEN = "taken", _("取り込み")
    WARNED = "warned", _("取り込み（要確認）")
    REPEATED = "repeated", _("前に取り込んだもの")
    CONFLICT = "conflict", _("内容の食い違い")
    REFUSED = "refused", _("取り込めない")
    IGNORED = "ignored", pgettext_lazy("記録簿の行", "対象外")


ACCEPTED = (Fate.TAKEN, Fate.WARNED)


def counted(fates: Mapping[str, int]) -> dict[str, int]:
    """As people count: `taken` holds the warned ones too."""
    told = {fate.value: fates.get(fate.value, 0) for fate in Fate}
    return told | {Fate.TAKEN.value: told[Fate.TAKEN] + told[Fate.WARNED]}


class TakenRowQuerySet(models.QuerySet["TakenRow"]):
    def accepted(self) -> TakenRowQuerySet:
        return self.filter(fate__in=ACCEPTED)

    def to_take(self) -> TakenRowQuerySet:
        return self.accepted().filter(entry__isnull=False)

    def to_settle(self) -> TakenRowQuerySet:
        """Which of the two is right, nobody has said yet."""
        return self.filter(fate=Fate.CONFLICT, entry__isnull=False)


class LogbookQuerySet(models.QuerySet["Logbook"]):
    def visible_to(self, actor: Any) -> LogbookQuerySet:
        """見える範囲 — those of the offices one manages."""
        return self.filter(office__in=actor.organisation_ids(Role.MANAGER))

    def busy(self) -> LogbookQuerySet:
        return self.filter(step__in=BUSY)


class Logbook(models.Model):
    """取り込み — one logbook of one office, from the first look to the last row; by nobody: at the server."""

    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    arrival = models.OneToOneField("companies.Arrival", models.PROTECT, null=True, related_name="+")
    label = models.CharField(_("呼び名"), max_length=LABEL_LENGTH)
    step = models.CharField(_("段階"), max_length=10, choices=Step)
    mark = models.CharField(max_length=64, blank=True)
    year = models.PositiveSmallIntegerField(_("年度"), null=True)
    reached = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)
    mapping = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = LogbookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("office", condition=Q(step__in=BUSY), name="logbook_one_at_a_time"),
        ]
        indexes = [models.Index("office", "begun_at", name="logbook_of_office")]

    def __str__(self) -> str:
        return f"logbook {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("logbooks:detail", args=[self.pk])

    def audit_stream(self) -> str:
        return f"logbook:{self.pk}"

    @property
    def is_busy(self) -> bool:
        return self.step in BUSY

    def told_counts(self) -> dict[str, int]:
        return counted(self.counts)


class LogbookFile(SealedFile):
    """届いた記録簿 — sealed for whoever brought it, until its rows are read."""

    logbook = models.OneToOneField(Logbook, models.CASCADE, related_name="file")

    def __str__(self) -> str:
        return f"logbook file {self.pk}"


class TakenRow(models.Model):
    """記録簿の行 — where it stood, its fate, and the consultation made of it.

    `entry` is its open part until the consultation is made or the conflict settled; `note` the id of what was sealed
    of it. By number and fingerprint the same row is known again, in whatever spelling. (Without a logbook: taken in by
    version 0.2.)
    """

    logbook = models.ForeignKey(Logbook, models.CASCADE, null=True, related_name="rows")
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    place = models.CharField(_("場所"), max_length=60, blank=True)
    fate = models.CharField(_("結果"), max_length=8, choices=Fate, default=Fate.TAKEN)
    remark = models.CharField(_("理由"), max_length=REMARK_LENGTH, blank=True)
    number = models.CharField(_("受付番号"), max_length=30, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    entry = models.TextField(null=True)  # noqa: DJ001 - none is no empty entry
    note = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)
    consultation = models.OneToOneField(
        "consultations.Consultation", models.CASCADE, null=True, related_name="taken_row"
    )

    objects = TakenRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"],
                condition=~Q(number="") & Q(fate__in=ACCEPTED),
                name="taken_row_number_once",
            ),
            models.UniqueConstraint(
                fields=["office", "fingerprint"],
                condition=Q(number="") & Q(fate__in=ACCEPTED),
                name="taken_row_content_once",
            ),
        ]
        indexes = [
            models.Index("logbook", "position", name="taken_row_in_order"),
            models.Index("office", "number", name="taken_row_number"),
            models.Index("office", "fingerprint", "number", name="taken_row_fingerprint"),
            models.Index("logbook", "position", condition=Q(entry__isnull=False), name="taken_row_pending"),
        ]

    def __str__(self) -> str:
        return f"row {self.pk}"


class MendableRow(SealedRow):
    """直せる行 — the cells of a row that was not taken as it stood, sealed for the counter of the office."""

    row = models.OneToOneField(TakenRow, models.CASCADE, related_name="mendable")
    cells = SealedField()

    def __str__(self) -> str:
        return f"mendable {self.pk}"


class RememberedMapping(models.Model):
    """覚えた読み方 — how an office's headings and words were last understood."""

    office = models.OneToOneField("accounts.Organisation", models.CASCADE, related_name="+")
    mapping = models.TextField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mapping of {self.office_id}"
