"""持ち出すもの — all that is sealed in one case and opens for its reader, as it lies; and card and gist in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.desk.consultations.contact_points import name_of
from madoguchi.desk.consultations.models import (
    Attachment,
    Caller,
    Consultation,
    Message,
    OutsideReferral,
    OutsideReply,
)
from madoguchi.desk.consultations.queries.export import line_of
from madoguchi.desk.consultations.queries.thread import messages_of
from madoguchi.foundation.core.templatetags.japanese import moment
from madoguchi.foundation.vault import downloads, rows
from madoguchi.foundation.vault.errors import NoKeyYet, NotYours
from madoguchi.foundation.vault.exporting import Payload
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import SealedRow
from madoguchi.foundation.vault.opened import OpenKeyring, keys_of

Told = tuple[SealedRow, str]  # with what may be said of it in the open: kind, time, author
beside: list[Callable[[Consultation], Iterator[Told]]] = []  # what rooms above have sealed in the case's box
FIELDS = {
    (Caller, "name"): gettext_lazy("氏名"),
    (Caller, "phone"): gettext_lazy("電話番号"),
    (Caller, "email"): gettext_lazy("メールアドレス"),
    (Attachment, "name"): gettext_lazy("ファイルの名前"),
    (OutsideReferral, "receiver"): gettext_lazy("宛先"),
    (OutsideReferral, "scope"): gettext_lazy("同意"),
    (OutsideReferral, "facts"): gettext_lazy("伝えたこと"),
    (OutsideReferral, "files"): gettext_lazy("渡したファイルの名前"),
    (OutsideReply, "answer"): gettext_lazy("返答"),
    (OutsideReply, "result"): gettext_lazy("結果"),
}


@dataclass(frozen=True)
class Contents:
    """中身 — the payloads, the card in words, and how many of the rows go along and how many stay behind."""

    payloads: list[Payload]
    card: str
    messages_count: int
    files_count: int
    behind_count: int


def contents_of(case: Consultation, *, actor: Any) -> Contents:
    """For somebody whom `TAKE_OUT` admits. Raises KeyringClosed, or FileLost.

    What waits for a key, or is older than a seat "from now on", stays behind and is counted.
    """
    keys, found = keys_of(actor), list(_confided(case))
    taken = [(row, about) for row, about in found if _opens(row, keys)]
    return Contents(
        payloads=[payload for row, about in taken for payload in _payloads(row, about)],
        card=_card(case, actor),
        messages_count=sum(isinstance(row, Message) for row, _about in taken),
        files_count=sum(isinstance(row, Attachment) for row, _about in taken),
        behind_count=len(found) - len(taken),
    )


def _confided(case: Consultation) -> Iterator[Told]:
    for message in messages_of(case).order_by(F("sent_at").asc(nulls_last=True), "written_at", "pk"):
        kind = message.get_kind_display() if message.sent_at else f"{_('下書き')} {message.get_kind_display()}"
        yield message, mark(kind, message.sent_at or message.revised_at, message.written_by.name)
    for caller in Caller.objects.filter(consultation=case):
        yield caller, _("相談者の連絡先")
    for party in case.parties.order_by("noted_at", "pk"):
        yield party, _("相手方") + _("：") + party.get_relation_display()
    for file in case.attachments.select_related("added_by").order_by("taken_at", "pk"):
        yield file, mark(_("ファイル"), file.taken_at, file.added_by.name)
    if case.past_note:
        yield case.past_note, _("移行した記載")
    yield from _around(case)
    for more in beside:
        yield from more(case)


def _around(case: Consultation) -> Iterator[Told]:
    """What was written about the case to other people than its own."""
    for referral in case.referrals.select_related("to_office").order_by("sent_at", "pk"):
        yield referral, mark(_("連携先へのメッセージ"), referral.sent_at, referral.to_office.name)
    for outside in case.outside_referrals.prefetch_related("replies").order_by("referred_at", "pk"):
        name = name_of(outside.body, outside.prefecture)
        yield outside, mark(_("他機関への紹介"), outside.referred_at, name)
        for reply in outside.replies.all():
            yield reply, mark(_("他機関からの返答"), reply.recorded_at, name)
    for glass in case.glasses.select_related("broken_by").order_by("broken_at", "pk"):
        yield glass, mark(_("緊急閲覧の理由"), glass.broken_at, glass.broken_by.name)


def mark(kind: str, at: datetime, name: str) -> str:
    return f"{kind} {moment(at)} {name}"


def _opens(row: SealedRow, keys: OpenKeyring) -> bool:
    try:
        return bool(identity_of(rows.generation_of(row, keys), keys))
    except (NoKeyYet, NotYours):
        return False


def _payloads(row: SealedRow, about: str) -> Iterator[Payload]:
    kind = type(row)
    for name in rows.sealed_fields(kind):
        field = FIELDS.get((kind, name))
        yield Payload(rows.place_of(row, name), [getattr(row, name)], f"{about} {field}" if field else about)
    if isinstance(row, Attachment):
        content = downloads.as_stored(row)
        yield Payload(rows.place_of(row, "content"), content, about + " " + _("ファイルの中身"), is_file=True)


def _card(case: Consultation, actor: Any) -> str:
    return "".join(f"{label}{_('：')}{_in_words(value)}\n" for label, value in line_of(case, actor=actor))


def _in_words(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
