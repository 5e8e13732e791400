"""結果 — points by purpose and block, what is missing, the next three steps, before and after. Pure arithmetic.

`values` says of each question of an edition what was answered: 0, 1, 2, or None for 対象外. Whatever is 対象外 or not
answered counts nowhere, neither above nor below the line.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from madoguchi.company.diagnosis.words import Block, Edition, Purpose, Question, Value

NEXT = 3
Values = Mapping[str, int | None]
_BLOCKS = list(Block)


@dataclass(frozen=True)
class Points:
    """点 — of the most that could be had."""

    got: int
    most: int

    @property
    def percent(self) -> int | None:
        """None where nothing counts."""
        return round(100 * self.got / self.most) if self.most else None


@dataclass(frozen=True)
class Beside:
    """前と今 — one line of the picture by purpose; `before` is None where nothing is compared."""

    label: Any
    now: Points
    before: Points | None = None

    @property
    def change(self) -> int | None:
        if self.before is None or self.now.percent is None or self.before.percent is None:
            return None
        return self.now.percent - self.before.percent


@dataclass(frozen=True)
class BlockCount:
    """まとまりの内訳 — how many questions of a block were answered how."""

    block: Block
    yes: int
    partly: int
    no: int
    outside: int

    @property
    def missing(self) -> int:
        return self.partly + self.no


@dataclass(frozen=True)
class Gap:
    """足りないもの — a question answered with no or partly."""

    question: Question
    value: Value

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """By block, then what helps most, then the least effort; nothing done before something done."""
        one = self.question
        return _BLOCKS.index(one.block), -one.weight, one.effort, self.value, one.code


@dataclass(frozen=True)
class Change:
    """変わった回答."""

    question: Question
    before: int | None
    now: int | None

    @property
    def before_words(self) -> str:
        return _words(self.before)

    @property
    def now_words(self) -> str:
        return _words(self.now)

    @property
    def is_better(self) -> bool:
        return self.before is not None and self.now is not None and self.now > self.before

    @property
    def is_worse(self) -> bool:
        return self.before is not None and self.now is not None and self.now < self.before


def points(asked: Iterable[Question], values: Values) -> Points:
    counted = [value for one in asked if (value := values.get(one.code)) is not None]
    return Points(sum(counted), Value.YES * len(counted))


def by_purpose(edition: Edition, values: Values, before: Values | None = None) -> list[Beside]:
    """目的ごとの点 — where something is compared, of what both were asked."""
    return [
        Beside(purpose.label, points(asked, values), None if before is None else points(asked, before))
        for purpose in Purpose
        if (asked := _asked_of(edition, purpose, before))
    ]


def by_block(edition: Edition, values: Values) -> list[BlockCount]:
    return [_count(block, [values.get(one.code) for one in edition.of(block)]) for block in Block]


def gaps(edition: Edition, values: Values) -> list[Gap]:
    """足りないもの — what the law asks first, in the order in which they are best closed."""
    found = [
        Gap(one, Value(value))
        for one in edition.questions
        if (value := values.get(one.code)) is not None and value < Value.YES
    ]
    return sorted(found, key=lambda gap: gap.order)


def next_actions(edition: Edition, values: Values) -> list[Gap]:
    """次の三つ."""
    return gaps(edition, values)[:NEXT]


def changes(edition: Edition, before: Values, now: Values) -> list[Change]:
    """前回との違い — of questions that both were asked."""
    both = [one for one in edition.questions if one.code in before and one.code in now]
    return [Change(one, before[one.code], now[one.code]) for one in both if before[one.code] != now[one.code]]


def _asked_of(edition: Edition, purpose: Purpose, before: Values | None) -> list[Question]:
    return [one for one in edition.questions if purpose in one.purposes and (before is None or one.code in before)]


def _words(value: int | None) -> str:
    return gettext("当てはまらない") if value is None else str(Value(value).label)


def _count(block: Block, values: list[int | None]) -> BlockCount:
    return BlockCount(
        block,
        yes=values.count(Value.YES),
        partly=values.count(Value.PARTLY),
        no=values.count(Value.NO),
        outside=values.count(None),
    )
