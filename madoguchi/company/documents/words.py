"""書類のことば — kinds of papers, who reads them, their states, and what a clause is made of."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """書類の種類 — the family, in the order in which a company needs it."""

    POLICY = "policy", _("営業秘密管理方針")
    REGULATION = "regulation", _("営業秘密管理規程")
    TABLE = "table", _("秘密区分の運用表")
    REGISTER = "register", _("情報台帳")
    WORK_RULES = "work-rules", _("就業規則の秘密保持条項")
    ANNOUNCEMENT = "announcement", _("社内への周知文")
    JOINING = "joining", _("誓約書（入社時）")
    PROMOTION = "promotion", _("誓約書（昇進・異動時）")
    PROJECT = "project", _("誓約書（プロジェクト参加時）")
    LEAVING = "leaving", _("誓約書（退職時）")
    TRANSFER = "transfer", _("誓約書（転入者）")
    NDA_ONE_WAY = "nda-one-way", _("秘密保持契約書（こちらだけが開示）")
    NDA_MUTUAL = "nda-mutual", _("秘密保持契約書（双方が開示）")
    NDA_VISIT = "nda-visit", _("工場見学の秘密保持の約束")
    LEAVER_LIST = "leaver-list", _("退職者チェックリスト")


class Readers(models.TextChoices):
    """読む人 — who reads a paper in force, beside those who run the company."""

    EVERYBODY = "everybody", _("社内の全員")
    HEADS = "heads", _("部門責任者まで")
    RUNNING = "running", _("代表者と管理責任者だけ")


EVERYBODY_READS = (Kind.POLICY, Kind.REGULATION, Kind.TABLE, Kind.WORK_RULES, Kind.ANNOUNCEMENT)
READERS = (
    dict.fromkeys(Kind, Readers.HEADS)
    | dict.fromkeys(EVERYBODY_READS, Readers.EVERYBODY)
    | {Kind.REGISTER: Readers.RUNNING}
)


class State(models.TextChoices):
    """状態 — of one version."""

    DRAFT = "draft", _("下書き")
    REVIEWED = "reviewed", _("確認済み")
    APPROVED = "approved", _("承認済み")
    IN_FORCE = "in-force", _("施行中")
    SUPERSEDED = "superseded", _("旧版")


BEFORE_FORCE = (State.DRAFT, State.REVIEWED, State.APPROVED)


class Made(models.TextChoices):
    """作られ方 — of one version."""

    GENERATED = "generated", _("文案から作成")
    TAKEN_BACK = "taken-back", _("直したファイルの読み込み")
    BROUGHT_ALONG = "brought", _("前からあった書類")


class Numbering(models.TextChoices):
    """番号の付け方."""

    ARTICLES = "articles", _("第１条")
    POINTS = "points", _("１")
    NONE = "none", _("番号なし")


@dataclass(frozen=True)
class Source:
    """出典 — what a clause follows, in our own words, and since when that stands."""

    label: Any
    since: date


@dataclass(frozen=True)
class Clause:
    """条項 — `text` line by line: a paragraph; 「・」 an item, 「＠name」 a table, 「！」 a heading, 「→」 at right.

    A line that begins with 「［condition］」 stands only where that holds. `{slot}` is filled with a fact and
    `{ref:code}` with the number of another clause of the same paper. Heads and signatures are not numbered.
    `hints`: words by which a paper the company brought along is seen to speak of the same thing.
    """

    code: str
    title: str
    text: str
    source: Source
    is_numbered: bool = True
    hints: tuple[str, ...] = ()

    @property
    def rule_version(self) -> date:
        return self.source.since


@dataclass(frozen=True)
class Outline:
    """構成 — all the clauses of one kind of paper, in order."""

    kind: Kind
    title: str
    numbering: Numbering
    clauses: tuple[Clause, ...]
