"""The conversation of one case: written, drafted, sent, shown — sealed before it is saved."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.actions.answering import ANSWERED, mark_answered
from madoguchi.desk.consultations.actions.rows import locked, record
from madoguchi.desk.consultations.actions.telling import tell_consulters, tell_desk
from madoguchi.desk.consultations.models import BODY_LENGTH, Consultation, Message
from madoguchi.desk.consultations.words import MessageKind
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import keys_of, open_keyring

SEALED = ("is_shown", "body", "box", "generation")
DESK_KINDS = (MessageKind.TOLD, MessageKind.ANSWER, MessageKind.NOTE, MessageKind.VISIT)


@transaction.atomic
def write(
    *,
    consultation: Consultation,
    kind: str,
    body: str,
    is_draft: bool = False,
    is_shown: bool = False,
    by: Person,
    at: datetime,
) -> Message:
    """書く — a note for the desk, or an answer; a draft waits for somebody at the counter to send it."""
    row = locked(consultation, by=by, rule=access.CONFIDE)
    if kind not in DESK_KINDS:
        raise Refusal(_("種類を選んでください。"))
    made = _new(row, kind, by=by, at=at)
    made.is_shown = is_shown
    _require_showable(made)
    if not is_draft:
        _require_sender(made, by)
        _mark_sent(made, by=by, at=at)
    _seal(made, body, by=by, at=at)
    made.save(force_insert=True)
    record("write", row, by=by, at=at)
    _after_sending(made, by=by, at=at)
    return made


@transaction.atomic
def revise(*, message: Message, seen_version: int, body: str, is_shown: bool, by: Person, at: datetime) -> Message:
    """下書きを直す — Raises Conflict when somebody saved it meanwhile."""
    held = _draft(message, by, seen_version)
    _rewrite(held, body, is_shown, by=by, at=at)
    record("revise", held.consultation, by=by, at=at)
    return held


@transaction.atomic
def send(*, message: Message, seen_version: int, body: str, is_shown: bool, by: Person, at: datetime) -> Message:
    """送る — the draft as it stands on the sender's page; who drafted it stays named."""
    held = _draft(message, by, seen_version)
    _require_sender(held, by)
    _mark_sent(held, by=by, at=at)
    _rewrite(held, body, is_shown, by=by, at=at)
    record("send", held.consultation, by=by, at=at)
    _after_sending(held, by=by, at=at)
    return held


@transaction.atomic
def discard(*, message: Message, by: Person, at: datetime) -> None:
    """下書きを捨てる."""
    held = _draft(message, by)
    held.delete()
    record("discard", held.consultation, by=by, at=at)


@transaction.atomic
def show(*, message: Message, by: Person, at: datetime) -> Message:
    """相談者に見せる — an answer sent before is sealed anew, into the box the consulter opens."""
    row = locked(message.consultation, by=by, rule=access.SEND)
    held = row.messages.sent().select_for_update().get(pk=message.pk)
    if held.is_shown:
        raise Refusal(_("すでに相談者に見せています。"))
    body = rows.unseal(held, keys_of(by))["body"]
    held.is_shown = True
    _require_showable(held)
    _seal(held, body, by=by, at=at)
    held.save(update_fields=SEALED)
    record("show", row, by=by, at=at)
    tell_consulters(row, at=at)
    return held


@transaction.atomic
def post(*, consultation: Consultation, body: str, by: Person, at: datetime) -> Message:
    """相談者が書く — from the consulter's own page; the desk and the consulters of the case read it."""
    row = Consultation.objects.confided_by(by).select_for_update(of=("self",)).get(pk=consultation.pk)
    made = _new(row, MessageKind.POSTED, by=by, at=at)
    made.is_shown = True
    _mark_sent(made, by=by, at=at)
    _seal(made, body, by=by, at=at)
    made.save(force_insert=True)
    record("post", row, by=by, at=at)
    tell_desk(row, besides=by, at=at)
    return made


def note_told(row: Consultation, body: str, *, kind: MessageKind = MessageKind.TOLD, by: Person, at: datetime) -> None:
    """書き添える — what a deed itself confides, such as a call taken down, whoever will own the case."""
    made = _new(row, kind, by=by, at=at)
    _mark_sent(made, by=by, at=at)
    _seal(made, body, by=by, at=at)
    made.save(force_insert=True)


def _new(row: Consultation, kind: str, *, by: Person, at: datetime) -> Message:
    return Message(consultation=row, kind=kind, written_at=at, written_by=by, revised_at=at, revised_by=by)


def _draft(message: Message, by: Person, seen_version: int | None = None) -> Message:
    """The draft, held; its writer may change it, and whoever may send it."""
    row = locked(message.consultation, by=by, rule=access.CONFIDE)
    held = row.messages.select_for_update().get(pk=message.pk)
    if held.sent_at:
        raise Refusal(_("この下書きはすでに送られました。"))
    if held.written_by_id != by.pk:
        access.require(by, row, access.SEND)
    if seen_version not in (None, held.version):
        raise Conflict(_("ほかの人が先に保存しました。内容を比べてから、もう一度保存してください。"))
    held.consultation = row
    return held


def _rewrite(held: Message, body: str, is_shown: bool, *, by: Person, at: datetime) -> None:
    held.is_shown, held.version, held.revised_at, held.revised_by = is_shown, held.version + 1, at, by
    _require_showable(held)
    _seal(held, body, by=by, at=at)
    held.save(update_fields=[*SEALED, "version", "revised_at", "revised_by", "sent_at", "sent_by"])


def _seal(message: Message, body: str, *, by: Person, at: datetime) -> None:
    if not body.strip():
        raise Refusal(_("本文を入力してください。"))
    if len(body) > BODY_LENGTH:
        raise Refusal(_("本文が長すぎます。%(most)d字以内に分けてください。") % {"most": BODY_LENGTH})
    is_open_to_consulters = message.is_shown and message.sent_at is not None
    box_of = seating.consulters_box if is_open_to_consulters else seating.case_box
    rows.seal(message, box_of(message.consultation, keys=open_keyring(by), at=at), at=at, body=body)


def _mark_sent(message: Message, *, by: Person, at: datetime) -> None:
    message.sent_at, message.sent_by = at, by


def _require_showable(message: Message) -> None:
    if message.is_shown and message.kind != MessageKind.ANSWER:
        raise Refusal(_("相談者に見せられるのは回答だけです。"))


def _require_sender(message: Message, by: Person) -> None:
    """An expert drafts an answer, somebody at the counter sends it; notes are anybody's of the case."""
    if message.kind == MessageKind.ANSWER:
        access.require(by, message.consultation, access.SEND)


def _after_sending(message: Message, *, by: Person, at: datetime) -> None:
    row = message.consultation
    if message.sent_at is None:
        return
    if message.kind == MessageKind.ANSWER and row.answered_at is None:
        mark_answered(row, at=at)
        row.save(update_fields=ANSWERED)
    tell_desk(row, besides=by, at=at)
    if message.is_shown:
        tell_consulters(row, at=at)
