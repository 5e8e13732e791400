"""情報台帳 — what a company wants kept: titles, places and people, never the content itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madoguchi.company.agreements.models import WHY_LENGTH, Change, Named, NamedQuerySet, seen_by
from madoguchi.company.assets import sight
from madoguchi.company.assets.words import (
    OTHERS,
    Alert,
    Kind,
    Origin,
    PlaceKind,
    Release,
    Score,
    Sort,
    Verdict,
)
from madoguchi.company.grants.models import room_stream
from madoguchi.company.grants.sight import own
from madoguchi.foundation.access.roles import RUNNING_ROLES
from madoguchi.foundation.vault.models import SealedField, SealedRow

TITLE_LENGTH = 80
NAME_LENGTH = 60
PURPOSE_LENGTH = 120


class LevelQuerySet(models.QuerySet["Level"]):
    def on(self, day: date) -> LevelQuerySet:
        return self.filter(Q(until_date=None) | Q(until_date__gte=day), from_date__lte=day)


class Level(models.Model):
    """秘密区分 — one of a company's own, from a day; the highest rank is the most secret."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="levels")
    code = models.SlugField(max_length=12)
    name = models.CharField(_("区分の名前"), max_length=20)
    rank = models.PositiveSmallIntegerField(_("高さ"))
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True, blank=True)

    objects = LevelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "code"], condition=Q(until_date=None), name="level_once_today"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Department(Named):
    """部署."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="departments")
    name = models.CharField(_("部署"), max_length=NAME_LENGTH)
    folded = models.TextField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "folded"], name="department_once")]


class Place(Named):
    """保管場所 — a cabinet, a shared folder, a cloud service, a zone of a floor."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="places")
    kind = models.CharField(_("保管場所の種類"), max_length=8, choices=PlaceKind)
    name = models.CharField(_("保管場所"), max_length=NAME_LENGTH)
    folded = models.TextField(editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "folded"], name="place_once")]


class Holder(models.Model):
    """扱う人 — somebody with a login here, a function or group (製造部長, 製造課), or a name that lies sealed."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="holders")
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    title = models.CharField(_("役職・グループ"), max_length=NAME_LENGTH, blank=True)
    folded = models.TextField(editable=False, blank=True)

    objects = NamedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(person=None) | Q(title=""), name="holder_person_or_title"),
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(person__isnull=False), name="holder_person_once"
            ),
            models.UniqueConstraint(fields=["organisation", "folded"], condition=~Q(folded=""), name="holder_once"),
        ]

    def __str__(self) -> str:
        return f"holder {self.pk}"


class HolderNameQuerySet(models.QuerySet["HolderName"]):
    def visible_to(self, actor: Any) -> HolderNameQuerySet:
        """見える範囲 — who runs the company."""
        return self.filter(own(actor, *RUNNING_ROLES, at="holder__organisation"))


class HolderName(SealedRow):
    """扱う人の名前 — typed, of somebody without a login; sealed for who runs the company."""

    holder = models.OneToOneField(Holder, models.CASCADE, related_name="sealed_name")
    name = SealedField()

    objects = HolderNameQuerySet.as_manager()

    def __str__(self) -> str:
        return f"holder name {self.pk}"


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, actor: Any) -> AssetQuerySet:
        """見える範囲 — see `sight.asset`."""
        return self.filter(sight.asset(actor))

    def listed(self) -> AssetQuerySet:
        """台帳にあるもの — not those that were taken off."""
        return self.filter(retired_at=None)


class Asset(models.Model):
    """情報 — one item of a register: what it is called, whose it is, where it lies and who may touch it.

    `number` is its number in the company's register; `level` the code of a Level.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="assets", db_index=False)
    number = models.PositiveIntegerField(_("番号"))
    title = models.CharField(_("情報の名前"), max_length=TITLE_LENGTH)
    folded = models.TextField(editable=False)
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    origin = models.CharField(_("出所"), max_length=10, choices=Origin)
    agreement = models.ForeignKey(
        "agreements.Agreement", models.PROTECT, null=True, related_name="assets", verbose_name=_("契約")
    )
    level = models.CharField(_("秘密区分"), max_length=12)
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("部署"))
    unit = models.CharField(_("管理の単位"), max_length=NAME_LENGTH, blank=True)
    owner = models.ForeignKey(Holder, models.PROTECT, null=True, related_name="+", verbose_name=_("情報の責任者"))
    deputy = models.ForeignKey(Holder, models.PROTECT, null=True, related_name="+", verbose_name=_("代理"))
    is_named_only = models.BooleanField(_("名前のある人限り"), default=False)
    is_on_paper = models.BooleanField(_("紙"), default=False)
    is_digital = models.BooleanField(_("電子データ"), default=False)
    is_object = models.BooleanField(_("物（試作品・金型など）"), default=False)
    is_in_heads = models.BooleanField(_("人の頭の中（ノウハウ）"), default=False)
    is_personal = models.BooleanField(_("個人情報を含む"), default=False)
    is_export_controlled = models.BooleanField(_("輸出管理の対象"), default=False)
    is_limited_data = models.BooleanField(_("限定提供データ"), default=False)
    score_value = models.PositiveSmallIntegerField(_("経済的な価値"), null=True, choices=Score)
    score_damage = models.PositiveSmallIntegerField(_("漏れたときの損害"), null=True, choices=Score)
    score_rival = models.PositiveSmallIntegerField(_("競争相手にとっての価値"), null=True, choices=Score)
    score_partner = models.PositiveSmallIntegerField(_("取引先への迷惑"), null=True, choices=Score)
    score_sanction = models.PositiveSmallIntegerField(_("法律・契約上の責任"), null=True, choices=Score)
    secrecy = models.CharField(_("秘密として管理している"), max_length=8, choices=Verdict, blank=True)
    usefulness = models.CharField(_("事業に役立つ"), max_length=8, choices=Verdict, blank=True)
    nonpublicity = models.CharField(_("世の中に知られていない"), max_length=8, choices=Verdict, blank=True)
    checked_date = models.DateField(_("三要件を確かめた日"), null=True)
    release = models.CharField(_("社外に話してよい範囲"), max_length=6, choices=Release, blank=True)
    review_date = models.DateField(_("次に見直す日"), null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="asset_number_once"),
            models.CheckConstraint(
                condition=~Q(origin__in=[one.value for one in OTHERS]) | Q(agreement__isnull=False),
                name="asset_of_others_names_agreement",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "id"], name="asset_of_room"),
            models.Index(fields=["organisation", "origin", "id"], name="asset_origin"),
            models.Index(fields=["organisation", "level", "id"], name="asset_level"),
            models.Index(fields=["organisation", "kind", "id"], name="asset_kind"),
            models.Index(fields=["organisation", "department", "id"], name="asset_department"),
        ]

    def __str__(self) -> str:
        return f"asset {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("assets:detail", args=[self.organisation_id, self.pk])

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)


class AssetPlace(models.Model):
    """どこにあるか."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="in_places", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "place"], name="asset_place_once")]

    def __str__(self) -> str:
        return f"{self.asset_id}@{self.place_id}"


class AssetHolder(models.Model):
    """だれが触れるか — the owner and the deputy among them."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="with_holders", db_index=False)
    holder = models.ForeignKey(Holder, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "holder"], name="asset_holder_once")]

    def __str__(self) -> str:
        return f"{self.asset_id}:{self.holder_id}"


class AssetNoteQuerySet(models.QuerySet["AssetNote"]):
    def visible_to(self, actor: Any) -> AssetNoteQuerySet:
        """見える範囲 — who runs the company."""
        return self.filter(own(actor, *RUNNING_ROLES, at="asset__organisation"))


class AssetNote(SealedRow):
    """情報の覚え書き — why it is worth something, and what shows the three requirements; sealed."""

    asset = models.OneToOneField(Asset, models.CASCADE, related_name="note")
    worth = SealedField()
    evidence = SealedField()

    objects = AssetNoteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"asset note {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.asset.organisation_id)


class AssetChange(Change):
    """台帳の変更の記録."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="changes")

    def __str__(self) -> str:
        return f"{self.asset_id}:{self.deed}"


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, actor: Any) -> DisclosureQuerySet:
        """見える範囲 — of the items one sees whole."""
        return self.filter(seen_by(actor), asset__in=Asset.objects.visible_to(actor))

    def uncovered(self) -> DisclosureQuerySet:
        """契約なしで渡したまま — and not given back."""
        return self.filter(agreement=None, returned_date=None)


class Disclosure(models.Model):
    """渡した記録 — an item was handed to a partner, under the agreement in force that day or knowingly without."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="disclosures")
    counterparty = models.ForeignKey("agreements.Counterparty", models.PROTECT, related_name="+")
    agreement = models.ForeignKey("agreements.Agreement", models.PROTECT, null=True, related_name="+")
    given_date = models.DateField(_("渡した日"))
    purpose = models.CharField(_("目的"), max_length=PURPOSE_LENGTH)
    why_uncovered = models.CharField(_("契約がないのに渡した理由"), max_length=WHY_LENGTH, blank=True)
    returned_date = models.DateField(_("返してもらった日"), null=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False) | ~Q(why_uncovered=""), name="disclosure_covered_or_why"
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation"],
                condition=Q(agreement=None, returned_date=None),
                name="disclosure_uncovered",
            )
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)


class NameChange(Change):
    """呼び名を整えた記録 — of a place, a department, a counterparty: `changes` say the names of then."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    sort = models.CharField(max_length=10, choices=Sort)

    objects = NamedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "id"], name="name_change_of_room")]

    def __str__(self) -> str:
        return f"{self.sort}:{self.deed}"


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def visible_to(self, actor: Any) -> AcceptanceQuerySet:
        """見える範囲 — as the check itself; the reason opens for who runs the company."""
        return self.filter(seen_by(actor))


class Acceptance(SealedRow):
    """承知 — a finding is left as it is: why, until which day, and on what it rested.

    `subject`: the id of what the alert is about: a place, a holder, an item, a handing out.
    """

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="+")
    alert = models.CharField(max_length=10, choices=Alert)
    subject = models.PositiveBigIntegerField()
    reason = SealedField()
    until_date = models.DateField(_("いつまで"))
    rests_on = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "alert", "subject"], name="acceptance_once")]

    def __str__(self) -> str:
        return f"acceptance {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)
