"""契約 — with whom a company agreed on what, from when until when; what it says stands in a sealed file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.grants import sight
from madoguchi.company.grants.models import Part, room_stream
from madoguchi.foundation.access.roles import RUNNING_ROLES, Role
from madoguchi.foundation.vault.models import SealedFile

NAME_LENGTH = 80
WHY_LENGTH = 200


class Kind(models.TextChoices):
    """契約の種類."""

    NDA = "nda", _("秘密保持契約")
    JOINT = "joint", _("共同研究・開発契約")
    MANUFACTURE = "make", _("製造委託契約")
    SERVICE = "service", _("業務委託契約")
    LICENCE = "licence", _("実施許諾契約")
    DATA = "data", _("データ提供・利用契約")
    CLOUD = "cloud", _("クラウドなどの利用規約")
    VISIT = "visit", _("見学の誓約書")
    TRADE = "trade", _("取引基本契約")
    OTHER = "other", _("その他の契約")


class Stage(models.TextChoices):
    """事業の段階 — at which the agreement is needed."""

    PREPARE = "prepare", _("準備・新規開発")
    INSIDE = "inside", _("社内体制")
    JOINT = "joint", _("共同研究・開発")
    ENTRUST = "entrust", _("委託製造・業務委託")
    LICENCE = "licence", _("実施許諾・標準化")
    JOIN = "join", _("転入・転籍")
    LEAVE = "leave", _("退職・派遣終了")
    ABROAD = "abroad", _("海外・外国法")
    DATA = "data", _("AI・データ・クラウド")


class NamedQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Any) -> NamedQuerySet:
        """見える範囲 — as agreements."""
        return self.filter(seen_by(actor))

    def standing(self) -> NamedQuerySet:
        """いま使うもの — without those that were merged into another."""
        return self.filter(merged_into=None)


class Named(models.Model):
    """呼び名 — what a register calls something by; one that was merged stays as a name that leads to `merged_into`."""

    organisation_id: int
    name: Any
    merged_into = models.ForeignKey("self", models.CASCADE, null=True, related_name="also_called")

    objects = NamedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.name)

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)


class Counterparty(Named):
    """契約の相手先 — a firm, school or office the company deals with, by its name."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="counterparties")
    name = models.CharField(_("相手先"), max_length=NAME_LENGTH)
    folded = models.TextField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "folded"], name="counterparty_once")]


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, actor: Any) -> AgreementQuerySet:
        """見える範囲 — who runs the company or a department of it, and the desk's people it shows its register to."""
        return self.filter(seen_by(actor))

    def in_force(self, day: date) -> AgreementQuerySet:
        """その日に有効な契約."""
        return self.filter(Q(until_date=None) | Q(until_date__gte=day), from_date__lte=day)

    def over(self, day: date) -> AgreementQuerySet:
        """その日までに終わった契約 — whatever duty survives it."""
        return self.filter(until_date__lt=day)


class Agreement(models.Model):
    """契約 — one, with its last day where it has one; a duty of secrecy may survive it, for months or for ever."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="agreements")
    counterparty = models.ForeignKey(Counterparty, models.PROTECT, related_name="agreements", verbose_name=_("相手先"))
    kind = models.CharField(_("契約の種類"), max_length=10, choices=Kind)
    stage = models.CharField(_("事業の段階"), max_length=10, choices=Stage)
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True, blank=True)
    survival_months = models.PositiveSmallIntegerField(_("終了後の秘密保持（月数）"), null=True, blank=True)
    is_survival_unlimited = models.BooleanField(_("終了後の秘密保持に期限がない"), default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")), name="agreement_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(is_survival_unlimited=False) | Q(survival_months=None), name="agreement_one_survival"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "until_date"], name="agreement_until"),
            models.Index(fields=["counterparty", "from_date", "until_date"], name="agreement_in_force"),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:detail", args=[self.organisation_id, self.pk])

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)

    @property
    def label(self) -> str:
        """呼び名 — 架空金属 秘密保持契約（2026-04-01から）. `counterparty` should be at hand."""
        day = date_format(self.from_date, "Y-m-d")
        words = {"name": self.counterparty.name, "kind": self.get_kind_display(), "day": day}
        return _g("%(name)s %(kind)s（%(day)sから）") % words

    def is_over(self, day: date) -> bool:
        return self.until_date is not None and self.until_date < day

    def is_in_force(self, day: date) -> bool:
        return self.from_date <= day and not self.is_over(day)


class AgreementFileQuerySet(models.QuerySet["AgreementFile"]):
    def visible_to(self, actor: Any) -> AgreementFileQuerySet:
        """見える範囲 — who runs the company."""
        return self.filter(sight.own(actor, *RUNNING_ROLES, at="agreement__organisation"))


class AgreementFile(SealedFile):
    """契約書のファイル — sealed for who runs the company; a list says only that there is one."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="files")
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = AgreementFileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"agreement file {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.agreement.organisation_id)


class Change(models.Model):
    """変更の記録 — who did what to a row, when and why; `changes` lists [field, old, new], texts empty if unsaid."""

    at = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    deed = models.CharField(max_length=12)
    changes = models.JSONField(default=list)
    why = models.CharField(_("理由"), max_length=WHY_LENGTH, blank=True)

    class Meta:
        abstract = True


class AgreementChange(Change):
    """契約の変更の記録."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="changes")

    def __str__(self) -> str:
        return f"{self.agreement_id}:{self.deed}"


def seen_by(actor: Any) -> Q:
    """見える範囲 — rows of a company's room for who runs it, heads a department, or was granted its register."""
    return sight.own(actor, *RUNNING_ROLES, Role.HEAD) | sight.granted(actor, Part.REGISTER)
