"""診断のことば — blocks, purposes, addressees, answers, and what a question is made of."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.TextChoices):
    """まとまり — one page of questions each, in the order in which gaps are to be closed."""

    LEGAL = "legal", _("法律で守られるために")
    RECOMMENDED = "recommended", _("もっと確かに守るために")
    DEALINGS = "dealings", _("取引と生成AI")


class Purpose(models.TextChoices):
    """目的 — what a measure is good for; the last two speak to people, the others to what they can do."""

    APPROACH = "P1", _("近づけない")
    TAKING = "P2", _("持ち出せない")
    VISIBILITY = "P3", _("見えている")
    AWARENESS = "P4", _("秘密だとわかる")
    TRUST = "P5", _("信頼がある")


class Addressee(models.TextChoices):
    """相手 — towards whom a measure works."""

    EMPLOYEES = "E", _("従業員・役員")
    LEAVERS = "L", _("辞める人")
    PARTNERS = "B", _("取引先")
    OUTSIDERS = "X", _("外部の人")


class Effort(models.IntegerChoices):
    """手間 — about how long the first step takes one person."""

    HOUR = 1, _("1時間ほど")
    HALF_DAY = 2, _("半日ほど")
    DAYS = 3, _("数日から")


class Weight(models.IntegerChoices):
    """効き目 — how much it helps where nothing has been done yet."""

    SOME = 1, _("小")
    MUCH = 2, _("中")
    MOST = 3, _("大")


class Value(models.IntegerChoices):
    """回答 — 対象外 is no value: it counts nowhere."""

    NO = 0, _("していない")
    PARTLY = 1, _("一部している")
    YES = 2, _("している")


class Reason(models.TextChoices):
    """対象外の理由 — chosen, so that nothing has to be typed and nothing confidential stands here."""

    NO_SUCH_THING = "none", _("当てはまる業務や取引がない")
    NOBODY = "nobody", _("当てはまる人がいない")
    ELSEWHERE = "elsewhere", _("親会社や委託先がしている")


@dataclass(frozen=True)
class Source:
    """出典 — what the question follows, in our own words, and since when that stands."""

    label: Any
    since: date


@dataclass(frozen=True)
class Question:
    """質問 — `action` is the next step where the answer is no or partly; `weight` and `effort` order these."""

    code: str
    block: Block
    purposes: tuple[Purpose, ...]
    addressees: tuple[Addressee, ...]
    text: Any
    why: Any
    evidence: Any
    action: Any
    effort: Effort
    weight: Weight
    source: Source


@dataclass(frozen=True)
class Edition:
    """版 — a set of questions as it stands from a day on; never changed once somebody has answered it."""

    code: str
    since: date
    questions: tuple[Question, ...]

    def of(self, block: str) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if one.block == block)
