"""年度締め・訂正・公表値 — figures that stand: closed ones, what was corrected about them, what others published."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.access.roles import Role

REASON_LENGTH = 400
SCOPE_LENGTH = 200


class PublishedUnit(models.TextChoices):
    CASES = "cases", _("件")
    CONTACTS = "contacts", _("回")
    COMPANIES = "companies", _("社")
    PEOPLE = "people", _("名")


def counted_by(actor: Any) -> frozenset[int]:
    """集計できる窓口 — as `Consultation.objects.countable_by`."""
    return frozenset(actor.organisation_ids(Role.MANAGER, Role.ANALYST))


def managed_by(actor: Any) -> frozenset[int]:
    """預かる窓口 — whose figures the actor answers for."""
    return frozenset(actor.organisation_ids(Role.MANAGER))


class ClosedYearQuerySet(models.QuerySet["ClosedYear"]):
    def visible_to(self, actor: Any) -> ClosedYearQuerySet:
        """見える範囲 — closings of offices all of which the actor may count."""
        beyond = ClosedOffice.objects.exclude(office__in=counted_by(actor)).values("closing")
        return self.exclude(pk__in=beyond)


class ClosedYear(models.Model):
    """年度締め — the figures of one fiscal year and of exactly these offices, frozen; never changed, never undone.

    `total` are its consultations (件), for the tables of other years.
    """

    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    scope = models.CharField(max_length=400)
    total = models.PositiveIntegerField(_("相談件数"))
    closed_at = models.DateTimeField(_("締めた日時"))
    closed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = ClosedYearQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fiscal_year", "scope"], name="closed_year_once")]

    def __str__(self) -> str:
        return f"{self.fiscal_year}:{self.scope}"


class ClosedOffice(models.Model):
    """締めた窓口 — one of those a closing is of."""

    closing = models.ForeignKey(ClosedYear, models.PROTECT, related_name="offices")
    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "office"], name="closed_office_once")]

    def __str__(self) -> str:
        return f"{self.closing_id}:{self.office_id}"


class FrozenTable(models.Model):
    """締めた表 — one table with its rule, as `Table.as_json` writes it."""

    closing = models.ForeignKey(ClosedYear, models.PROTECT, related_name="tables")
    key = models.CharField(max_length=20)
    data = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "key"], name="frozen_table_once")]

    def __str__(self) -> str:
        return f"{self.closing_id}:{self.key}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, actor: Any) -> CorrectionQuerySet:
        """見える範囲 — of the closings in sight."""
        return self.filter(closing__in=ClosedYear.objects.visible_to(actor))


class Correction(models.Model):
    """訂正 — what the records say differently since the closing (or the correction before): who says so, and why.

    `data` holds, by key, each table that changed, as it stood before and as it stands now.
    """

    closing = models.ForeignKey(ClosedYear, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(_("理由"), max_length=REASON_LENGTH)
    data = models.JSONField()
    corrected_at = models.DateTimeField(_("訂正した日時"))
    corrected_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "number"], name="correction_number_once")]

    def __str__(self) -> str:
        return f"{self.closing_id}:{self.number}"


class PublishedFigureQuerySet(models.QuerySet["PublishedFigure"]):
    def visible_to(self, actor: Any) -> PublishedFigureQuerySet:
        """見える範囲 — of the offices the actor counts."""
        return self.filter(office__in=counted_by(actor))

    def entered_by(self, actor: Any) -> PublishedFigureQuerySet:
        """書き替えられる公表値 — of the offices the actor manages."""
        return self.filter(office__in=managed_by(actor))


class PublishedFigure(models.Model):
    """公表値 — a number somebody published about a year of which there are no records here.

    `is_same`: counted in 件 like our own; only then it may stand in one line with them.
    """

    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    value = models.PositiveIntegerField(_("数"))
    unit = models.CharField(_("単位"), max_length=10, choices=PublishedUnit)
    scope = models.CharField(_("範囲"), max_length=SCOPE_LENGTH)
    is_same = models.BooleanField(_("いまの相談件数と同じ数え方"), default=False)
    source = models.CharField(_("出典"), max_length=SCOPE_LENGTH)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = PublishedFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "fiscal_year", "unit", "scope"], name="published_figure_once"),
            models.CheckConstraint(condition=Q(is_same=False) | Q(unit="cases"), name="published_same_is_in_cases"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}:{self.value}"
