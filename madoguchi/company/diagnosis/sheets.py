"""表 — one diagnosis as lines for Excel."""

from typing import Any

from django.utils.translation import gettext as _

from madoguchi.company.diagnosis.queries import Answered
from madoguchi.company.diagnosis.words import Value
from madoguchi.foundation.vault.looks import Look


def columns(*, with_notes: bool) -> list[str]:
    heads = [_("番号"), _("まとまり"), _("質問"), _("なぜ"), _("証拠になるもの"), _("目的"), _("相手"), _("回答")]
    heads += [_("次にすること"), _("手間"), _("効き目"), _("出典")]
    return [*heads, _("証拠のメモ")] if with_notes else heads


def line(one: Answered, *, with_notes: bool) -> list[Any]:
    asked = one.question
    cells: list[Any] = [asked.code, asked.block.label, asked.text, asked.why, asked.evidence]
    cells += [_listed(asked.purposes), _listed(asked.addressees), _answer(one)]
    cells += [asked.action if _is_missing(one) else "", asked.effort.label, asked.weight.label, asked.source.label]
    cells = [str(cell) for cell in cells]
    return [*cells, _note(one)] if with_notes else cells


def _listed(words: Any) -> str:
    return "、".join(str(word.label) for word in words)


def _answer(one: Answered) -> str:
    return _("当てはまらない（%(reason)s）") % {"reason": one.words} if one.is_outside else one.words


def _is_missing(one: Answered) -> bool:
    return one.answer is not None and one.answer.value in (Value.NO, Value.PARTLY)


def _note(one: Answered) -> str:
    if one.note is None:
        return ""
    return one.note.texts["text"] if one.note.look is Look.OPEN else _("（封がされていて、いまは読めません）")
