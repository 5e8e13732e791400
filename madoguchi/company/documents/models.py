"""書類 — a company's regulation and its family, with every version that ever was; files lie sealed."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.documents import sight
from madoguchi.company.documents.words import READERS, Kind, Made, Readers, State
from madoguchi.company.grants.models import room_stream
from madoguchi.foundation.vault.models import SealedFile

TITLE_LENGTH = 60
OFFICER_LENGTH = 30


class Officer(models.TextChoices):
    """管理責任者になる人."""

    PRESIDENT = "president", _("代表者")
    GENERAL = "general", _("総務部長")
    TECHNICAL = "technical", _("技術部長")
    PROPERTY = "property", _("知的財産の担当部長")
    PLANT = "plant", _("工場長")
    OWN = "own", _("そのほか（下に書く）")


class Approver(models.TextChoices):
    """持ち出しを承認する人."""

    HEAD = "head", _("部門責任者")
    OFFICER = "officer", _("営業秘密管理責任者")
    PRESIDENT = "president", _("代表者")


class Artificial(models.TextChoices):
    """生成AIの扱い."""

    APPROVED = "approved", _("認めたサービスだけに入力してよい")
    FORBIDDEN = "forbidden", _("秘密は入力しない")
    ALLOWED = "allowed", _("仕事に使ってよいが、秘密は確かめたサービスだけ")


class Devices(models.TextChoices):
    """個人の機器."""

    NONE = "none", _("使わせない")
    APPROVED = "approved", _("承認を得れば使える")


class OralDays(models.IntegerChoices):
    """口頭の開示を書面にする日数."""

    DAYS_14 = 14, _("14日")
    DAYS_30 = 30, _("30日")
    DAYS_60 = 60, _("60日")


class Years(models.IntegerChoices):
    """契約の期間."""

    ONE = 1, _("1年")
    TWO = 2, _("2年")
    THREE = 3, _("3年")
    FIVE = 5, _("5年")


class Survival(models.IntegerChoices):
    """契約が終わった後の秘密保持."""

    THREE = 3, _("3年")
    FIVE = 5, _("5年")
    TEN = 10, _("10年")
    ALWAYS = 0, _("公に知られるまで")


class ReviewMonths(models.IntegerChoices):
    """点検の間隔."""

    HALF = 6, _("6か月ごと")
    YEAR = 12, _("1年ごと")
    TWO_YEARS = 24, _("2年ごと")


class NonCompete(models.IntegerChoices):
    """競業の制限."""

    NONE = 0, _("求めない")
    HALF = 6, _("6か月（代償を別に定める）")
    YEAR = 12, _("12か月（代償を別に定める）")


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, actor: Any) -> InterviewQuerySet:
        """見える範囲 — who runs the company, and the desk's people it shows its papers to."""
        return self.filter(sight.whole(actor))


class Interview(models.Model):
    """聞き取り — what a company chose for its papers; each change is a row of its own, and the newest holds."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="interviews")
    officer = models.CharField(_("営業秘密管理責任者"), max_length=10, choices=Officer, default=Officer.PRESIDENT)
    officer_own = models.CharField(_("そのほかの役職"), max_length=OFFICER_LENGTH, blank=True)
    has_committee = models.BooleanField(_("情報管理委員会を置く"), default=False)
    approver = models.CharField(_("持ち出しを承認する人"), max_length=10, choices=Approver, default=Approver.HEAD)
    devices = models.CharField(_("個人のパソコンや電話"), max_length=10, choices=Devices, default=Devices.NONE)
    ai = models.CharField(_("生成AI"), max_length=10, choices=Artificial, default=Artificial.APPROVED)
    review_months = models.PositiveSmallIntegerField(
        _("点検と見直し"), choices=ReviewMonths, default=ReviewMonths.YEAR
    )
    oral_days = models.PositiveSmallIntegerField(
        _("口頭で伝えた秘密を書面にする期限"), choices=OralDays, default=OralDays.DAYS_30
    )
    nda_years = models.PositiveSmallIntegerField(_("秘密保持契約の期間"), choices=Years, default=Years.TWO)
    survival_years = models.PositiveSmallIntegerField(
        _("契約が終わった後に秘密を守る期間"), choices=Survival, default=Survival.FIVE
    )
    noncompete_months = models.PositiveSmallIntegerField(
        _("退職後の競業の制限"), choices=NonCompete, default=NonCompete.NONE
    )
    has_foreign_partner = models.BooleanField(_("国外の相手と取引がある"), default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = InterviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(officer=Officer.OWN) | ~Q(officer_own=""), name="interview_own_officer_named"
            )
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="interview_of_room")]

    def __str__(self) -> str:
        return f"interview {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, actor: Any) -> DocumentQuerySet:
        """見える範囲 — all for who runs the company and its guests; else those posted for one's role."""
        return self.filter(sight.document(actor))

    def with_company(self, actor: Any) -> DocumentQuerySet:
        return self.select_related("organisation")


class Document(models.Model):
    """書類 — one paper of a company's family, one of each kind."""

    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="documents")
    kind = models.CharField(_("書類の種類"), max_length=12, choices=Kind)
    own_title = models.CharField(_("会社での呼び名"), max_length=TITLE_LENGTH, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="document_once_a_kind")]

    def __str__(self) -> str:
        return f"document {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.organisation_id, self.pk])

    def audit_stream(self) -> str:
        return room_stream(self.organisation_id)

    @property
    def title(self) -> str:
        return self.own_title or str(self.get_kind_display())

    @property
    def readers(self) -> Readers:
        return READERS[Kind(self.kind)]


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, actor: Any) -> VersionQuerySet:
        """見える範囲 — as the document; who reads what is posted sees no other version."""
        return self.filter(sight.version(actor))

    def with_document(self, actor: Any) -> VersionQuerySet:
        return self.select_related("document__organisation", "added_by", "reviewed_by", "approved_by")

    def generated(self) -> VersionQuerySet:
        return self.filter(made=Made.GENERATED)

    def in_force(self) -> VersionQuerySet:
        return self.filter(state=State.IN_FORCE)


class Version(SealedFile):
    """版 — one Word file of a paper, byte by byte as it was made or came back; sealed for who runs the company.

    `clauses` says of a generated one which clauses it holds: [code, rule version, hash of our words, number of blocks,
    "own" where the company's words stand]. `facts`: hash by fact. `sha256` is the file's.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("版"))
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.DRAFT)
    made = models.CharField(_("作られ方"), max_length=10, choices=Made)
    sha256 = models.CharField(max_length=64)
    clauses = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    added_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    effective_date = models.DateField(_("施行日"), null=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(state=State.IN_FORCE), name="version_one_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.IN_FORCE]) | Q(approved_by__isnull=False),
                name="version_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.IN_FORCE) | Q(effective_date__isnull=False), name="version_in_force_from"
            ),
            models.CheckConstraint(
                condition=Q(number=0, made=Made.BROUGHT_ALONG) | (Q(number__gt=0) & ~Q(made=Made.BROUGHT_ALONG)),
                name="version_zero_was_there_before",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("documents:version", args=[self.document.organisation_id, self.document_id, self.number])

    def audit_stream(self) -> str:
        return room_stream(self.document.organisation_id)

    @property
    def label(self) -> str:
        """第2版."""
        return _g("第%(number)d版") % {"number": self.number}


class PostingQuerySet(models.QuerySet["Posting"]):
    def visible_to(self, actor: Any) -> PostingQuerySet:
        """見える範囲 — whoever the paper is for, and the company's guests."""
        return self.filter(sight.posting(actor))


class Posting(models.Model):
    """掲示 — what a paper in force says, open: a rule that everybody keeps is no secret among them.

    Only of kinds that others read than who runs the company, and only while the version is in force.
    """

    version = models.OneToOneField(Version, models.CASCADE, related_name="posting")
    blocks = models.JSONField(default=list)
    posted_at = models.DateTimeField()

    objects = PostingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"posting {self.pk}"

    def audit_stream(self) -> str:
        return room_stream(self.version.document.organisation_id)
