"""運用表の言葉 — the rows of the table, what lies over the levels, what a measure is (domain notes 2.2, 6.10)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis.words import Addressee, Purpose

FREE_LENGTH = 120
MOST_LEVELS = 5


class Action(models.TextChoices):
    """扱い — what is done with information, one row of the table each."""

    WHO = "who", _("見てよい人")
    MARK = "mark", _("印の表示")
    PAPER = "paper", _("紙の保管")
    DIGITAL = "digital", _("電子データの保管")
    REMOTE = "remote", _("社外からの閲覧")
    COPY = "copy", _("印刷・複写")
    TAKE_OUT = "takeout", _("持ち出し")
    MAIL = "mail", _("社内のメール")
    PARTNER = "partner", _("社外への開示")
    CLOUD = "cloud", _("クラウド")
    AI = "ai", _("生成AI")
    MEETING = "meeting", _("会議")
    DISPOSE = "dispose", _("廃棄")
    REVIEW = "review", _("記録・見直し")
    LEAVE = "leave", _("異動・退職")


class Overlay(models.TextChoices):
    """重なる決まり — lies over whatever level an item has; the stricter of both holds."""

    ENTRUSTED = "entrusted", _("預かった情報")
    PERSONAL = "personal", _("個人情報")
    EXPORT = "export", _("輸出管理の対象")
    LIMITED = "limited", _("限定提供データ")


class Start(models.TextChoices):
    """はじめの表 — complete, so that it may be brought into force as it is."""

    TWO = "two", _("二つの区分で始める（秘・それ以外）")
    FOUR = "four", _("三つ＋公開で始める（極秘・秘・社外秘・公開）")


class Strictness(models.IntegerChoices):
    """厳しさ — of a measure in a row it can stand in."""

    FREE = 0, _("自由")
    LIGHT = 1, _("軽い")
    MIDDLE = 2, _("ふつう")
    STRICT = 3, _("厳しい")
    NEVER = 4, _("禁止")


class Guide(models.TextChoices):
    """WIPOの手引きの部 — the part of the Guide to Trade Secrets and Innovation a measure belongs to."""

    MANAGEMENT = "management", _("秘密の管理")
    COLLABORATION = "collaboration", _("共同の仕事と取引")
    DIGITAL = "digital", _("デジタルの情報")


@dataclass(frozen=True, eq=False)
class Measure:
    """対策 — one sentence of the catalogue.

    `ranks`: how strict it is in each row it can stand in, from 0 (free) to 4 (never). A `way` says how far something
    may go, and a cell has one at most; what is no way is added to it. `sign` is what is hung up for it.
    """

    code: str
    text: Any
    purpose: Purpose
    addressees: tuple[Addressee, ...]
    ranks: Mapping[Action, int]
    is_way: bool = True
    iso: tuple[str, ...] = ()
    guide: Guide = Guide.MANAGEMENT
    sign: Any = ""


@dataclass(frozen=True)
class Edition:
    """対策集の版 — the catalogue as it stands from a day on; never changed once a table uses it."""

    code: str
    since: date
    source: Any
    measures: tuple[Measure, ...]
    by_code: dict[str, Measure] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {one.code: one for one in self.measures})

    def of(self, action: str) -> list[Measure]:
        """その行に置ける対策 — the ways first, the freest on top; then what may be added."""
        fitting = [one for one in self.measures if action in one.ranks]
        return sorted(fitting, key=lambda one: (not one.is_way, one.ranks[Action(action)]))


@dataclass(frozen=True)
class StartingLevel:
    """はじめの区分."""

    code: str
    name: Any
    rank: int


@dataclass(frozen=True)
class StartingTable:
    """はじめの表の中身 — codes of measures by row, in the order of the levels; of the overlays by row."""

    levels: tuple[StartingLevel, ...]
    cells: Mapping[Action, tuple[Iterable[str], ...]]
    overlays: Mapping[Overlay, Mapping[Action, Iterable[str]]]


Touch = Callable[[Any, int, str], tuple[str, int]]
TOUCHES: list[Touch] = []
"""変わるもの — what another room keeps that hangs on a level: asked with actor, organisation and code of the level,
answers what it is called and how many there are. Each room adds its own question in its `steps.py`."""
