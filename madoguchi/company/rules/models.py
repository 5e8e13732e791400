"""区分・運用表 — a company's levels and what is done with information at each; in force from a day, edited no more."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madoguchi.company.grants import sight
from madoguchi.company.grants.models import Part, room_stream
from madoguchi.company.rules import measures
from madoguchi.company.rules.words import FREE_LENGTH, Action, Edition, Overlay
from madoguchi.foundation.access.roles import RUNNING_ROLES

LEVEL_LENGTH = 20


class HandlingTableQuerySet(models.QuerySet["HandlingTable"]):
    def visible_to(self, actor: Any) -> HandlingTableQuerySet:
        """見える範囲 — all of them for who runs the company and the desk's people it shows them to.

        Everybody else of the company sees the one in force today.
        """
        whole = sight.own(actor, *RUNNING_ROLES) | sight.granted(actor, Part.RULES)
        return self.filter(whole | sight.own(actor) & _in_force(timezone.localdate()))

    def on(self, day: date) -> HandlingTableQuerySet:
        """その日に使う表."""
        return self.filter(_in_force(day))

    def drafts(self) -> HandlingTableQuerySet:
        return self.filter(from_date=None)

    def stated(self) -> HandlingTableQuerySet:
        """使うと決めた表 — in force, past or to come."""
        return self.exclude(from_date=None)

    def with_people(self, actor: Any) -> HandlingTableQuerySet:
        return self.select_related("organisation", "begun_by", "brought_by")


def _in_force(day: date) -> Q:
    return Q(from_date__lte=day) & (Q(until_date=None) | Q(until_date__gte=day))


class HandlingTable(models.Model):
    """運用表 — one version of a company's: a draft without days, then in force from a day until the next one is.

    `earlier` is the one it was copied from. `edition_code` names the catalogue whose words it uses.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="handling_tables")
    number = models.PositiveIntegerField(_("版"))
    edition_code = models.CharField(max_length=10)
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    from_date = models.DateField(_("使い始める日"), null=True)
    until_date = models.DateField(_("使い終わる日"), null=True)
    brought_at = models.DateTimeField(null=True)
    brought_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")

    objects = HandlingTableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="handling_number_once"),
            models.UniqueConstraint(fields=["organisation"], condition=Q(from_date=None), name="handling_one_draft"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(from_date__isnull=False, until_date=None),
                name="handling_one_last",
            ),
            models.CheckConstraint(
                condition=Q(from_date=None, until_date=None, brought_at=None, brought_by=None)
                | Q(from_date__isnull=False, brought_at__isnull=False, brought_by__isnull=False),
                name="handling_brought_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"handling table {self.pk}"

    def get_absolute_url(self) -> str:
        name = "rules:draft" if self.is_draft else "rules:table"
        return reverse(name, args=[self.organisation_id, self.pk])

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)

    @property
    def is_draft(self) -> bool:
        return self.from_date is None

    @property
    def edition(self) -> Edition:
        return measures.BY_CODE[self.edition_code]


class TableLevel(models.Model):
    """表の区分 — a column of the table; becomes a level of the register when the table comes into force."""

    table = models.ForeignKey(HandlingTable, models.CASCADE, related_name="levels")
    code = models.SlugField(max_length=12)
    name = models.CharField(_("区分の名前"), max_length=LEVEL_LENGTH)
    rank = models.PositiveSmallIntegerField(_("高さ"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "code"], name="table_level_once"),
            models.UniqueConstraint(fields=["table", "rank"], name="table_rank_once"),
        ]

    def __str__(self) -> str:
        return self.name


class MoveQuerySet(models.QuerySet["Move"]):
    def visible_to(self, actor: Any) -> MoveQuerySet:
        """見える範囲 — as the table."""
        return self.filter(table__in=HandlingTable.objects.visible_to(actor))


class Move(models.Model):
    """移し先 — where the items of a level go that a draft has given up; they stay until it comes into force."""

    table = models.ForeignKey(HandlingTable, models.CASCADE, related_name="moves")
    level = models.SlugField(max_length=12)
    to = models.SlugField(max_length=12)

    objects = MoveQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table", "level"], name="move_once")]

    def __str__(self) -> str:
        return f"{self.level} to {self.to}"


class CellQuerySet(models.QuerySet["Cell"]):
    def visible_to(self, actor: Any) -> CellQuerySet:
        """見える範囲 — as the table."""
        return self.filter(table__in=HandlingTable.objects.visible_to(actor))


class Cell(models.Model):
    """欄 — what holds for one level, or for one overlay, in one row: measures of the catalogue, a sentence, or both.

    The sentence is the company's own and stands open. `version` grows, so that two writers meet.
    """

    table = models.ForeignKey(HandlingTable, models.CASCADE, related_name="cells")
    level = models.SlugField(max_length=12, blank=True)
    overlay = models.CharField(max_length=10, choices=Overlay, blank=True)
    action = models.CharField(_("扱い"), max_length=10, choices=Action)
    measures = models.JSONField(default=list)
    free = models.CharField(_("自社の決まり"), max_length=FREE_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = CellQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "level", "overlay", "action"], name="cell_once"),
            models.CheckConstraint(
                condition=Q(level="") & ~Q(overlay="") | ~Q(level="") & Q(overlay=""), name="cell_level_or_overlay"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_id}:{self.level or self.overlay}:{self.action}"
