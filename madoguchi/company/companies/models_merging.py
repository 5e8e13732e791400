"""統合 — names that may mean one company, what was decided about them, and what a merge has moved."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from madoguchi.company.companies import sight


class Spelling(models.Model):
    """照合の鍵 — a key under which the name of a company meets names like it: see `alike`."""

    company = models.ForeignKey("companies.Company", models.CASCADE, related_name="spellings")
    key = models.CharField(max_length=220)
    kind = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["key", "kind", "company"], name="spelling_key")]

    def __str__(self) -> str:
        return self.key


class ApartQuerySet(models.QuerySet["Apart"]):
    def visible_to(self, actor: Any) -> ApartQuerySet:
        """見える範囲 — of companies one may compare, both of them."""
        return self.filter(sight.comparable(actor, at="first"), sight.comparable(actor, at="second"))


class Apart(models.Model):
    """別の企業 — two that are not the same; holds while neither has been corrected since. The lower id first."""

    first = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    second = models.ForeignKey("companies.Company", models.CASCADE, related_name="+")
    first_version = models.PositiveIntegerField()
    second_version = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = ApartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="apart_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="apart_lower_first"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}≠{self.second_id}"

    def audit_stream(self) -> str:
        return f"company:{self.first_id}"


def _standing_for(actor: Any, at: str) -> Q:
    """The company, or the one it went into since."""
    return sight.comparable(actor, at=at) | sight.comparable(actor, at=f"{at}__merged_into")


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, actor: Any) -> MergeQuerySet:
        """見える範囲 — of companies one may compare; the walls of the one that went have come along.

        Once it is undone, each of the two may have walls of its own.
        """
        return self.filter(_standing_for(actor, "kept"), Q(undone_at=None) | _standing_for(actor, "gone"))

    def standing(self) -> MergeQuerySet:
        return self.filter(undone_at=None)


class Merge(models.Model):
    """統合 — one company went into another: what moved by id, what was replaced, and all it takes to undo it.

    `moved` names the rows by relation; `reasons` are the `because` that came with the one that went, so that what is
    told through them later goes back with them. `left` names what an undo found changed and let be.
    """

    kept = models.ForeignKey("companies.Company", models.PROTECT, related_name="merges")
    gone = models.ForeignKey("companies.Company", models.PROTECT, related_name="goings")
    moved = models.JSONField()
    reasons = models.JSONField()
    before = models.JSONField()
    after = models.JSONField()
    gone_before = models.JSONField()
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    left = models.JSONField(default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merge_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.kept_id}<-{self.gone_id}"

    def get_absolute_url(self) -> str:
        return reverse("companies:merge", args=[self.pk])

    def audit_stream(self) -> str:
        return f"company:{self.kept_id}"

    @property
    def is_last(self) -> bool:
        """Is it the one to be undone first? Neither has the company gone into another, nor another into it since."""
        if self.undone_at or self.kept.merged_into_id:
            return False
        return not self.kept.merges.standing().filter(pk__gt=self.pk).exists()
