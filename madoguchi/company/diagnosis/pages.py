"""画面に出すもの — what the pages of one diagnosis show."""

from typing import Any

from madoguchi.company.diagnosis import access, queries, result
from madoguchi.company.diagnosis.models import Diagnosis
from madoguchi.company.diagnosis.words import Block
from madoguchi.foundation.vault.looks import Look


def of_progress(row: Diagnosis, actor: Any) -> dict[str, Any]:
    """進み具合."""
    blocks = queries.progress(row, actor=actor)
    left = sum(one.asked - one.answered for one in blocks)
    may_answer = access.may(actor, row, access.ANSWER)
    return {
        "diagnosis": row,
        "progress": blocks,
        "unanswered": left,
        "may_answer": may_answer,
        "next_block": next((one.block for one in blocks if not one.is_done), None) if may_answer else None,
        "deeds": access.deeds(actor, row, unanswered=left),
    }


def of_result(row: Diagnosis, actor: Any, *, beside: str) -> dict[str, Any]:
    """結果 — beside the earlier one that was chosen, else the one it began from."""
    with_notes = access.READ_NOTES.admits(actor, within=row.organisation_id)
    answered = queries.answered(row, actor=actor, with_notes=with_notes)
    values = {one.question.code: one.answer.value for one in answered if one.answer}
    others = queries.earlier_than(row, actor=actor)
    other = _chosen(others, beside, row.earlier_id)
    before = queries.values_of(other, actor=actor) if other else None
    found = result.gaps(row.edition, values)
    looks = {one.note.look for one in answered if one.note}
    return {
        "diagnosis": row,
        "answered": answered,
        "others": others,
        "other": other,
        "purposes": result.by_purpose(row.edition, values, before),
        "blocks": result.by_block(row.edition, values),
        "next_actions": found[: result.NEXT],
        "gap_blocks": [
            {"block": block, "gaps": [gap for gap in found if gap.question.block == block]} for block in Block
        ],
        "changes": result.changes(row.edition, before, values) if before is not None else [],
        "is_same_edition": other is None or other.edition_code == row.edition_code,
        "with_notes": with_notes,
        "has_closed_notes": Look.CLOSED in looks,
        "has_waiting_notes": Look.WAITING in looks,
        "again": access.index_deeds(actor),
    }


def asked(row: Diagnosis, block: Block, actor: Any) -> dict[str, Any]:
    """一まとまりの質問 — what `AnswersForm` is made of; what was answered last time is proposed."""
    with_notes = access.READ_NOTES.admits(actor, within=row.organisation_id)
    earlier = row.earlier
    return {
        "questions": row.edition.of(block),
        "answers": queries.answers_of(row, actor=actor),
        "proposed": queries.answers_of(earlier, actor=actor) if earlier else {},
        "notes": queries.notes_of(row, actor=actor, block=block) if with_notes else None,
        "old_notes": queries.notes_of(earlier, actor=actor, block=block) if earlier and with_notes else {},
        "first": 1 + _asked_before(row, block),
    }


def around(row: Diagnosis, block: Block, actor: Any) -> dict[str, Any]:
    blocks = queries.progress(row, actor=actor)
    steps = [{"label": one.block.label, "state": _state(one, block)} for one in blocks]
    place = list(Block).index(block)
    return {
        "diagnosis": row,
        "here": block,
        "steps": steps,
        "place": place + 1,
        "is_last": place + 1 == len(blocks),
        "previous_block": list(Block)[place - 1] if place else None,
    }


def block_after(block: str) -> Block | None:
    """次のまとまり — None after the last."""
    place = list(Block).index(Block(block)) + 1
    return list(Block)[place] if place < len(Block) else None


def _gaps_of(block: Block, found: list[result.Gap]) -> dict[str, Any]:
    return {"block": block, "gaps": [gap for gap in found if gap.question.block == block]}


def _state(one: queries.Progress, here: Block) -> str:
    if one.block == here:
        return "current"
    return "done" if one.is_done else "todo"


def _asked_before(row: Diagnosis, block: Block) -> int:
    place = list(Block).index(block)
    return sum(len(row.edition.of(one)) for one in list(Block)[:place])


def _chosen(others: list[Diagnosis], beside: str, earlier: int | None) -> Diagnosis | None:
    wanted = int(beside) if beside.isdecimal() else earlier
    return next((one for one in others if one.pk == wanted), others[0] if others else None)
