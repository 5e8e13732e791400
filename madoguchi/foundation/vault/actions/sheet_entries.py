"""用紙の入力 — the first sheet, the second, and a hand-over, which the second performs."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from pyrage.x25519 import Identity

from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import access, boxes, emails, keyrings, lock, queries, shares, transport
from madoguchi.foundation.vault.actions.recovery import end, locked_open, refuse_over
from madoguchi.foundation.vault.errors import WrongSheet
from madoguchi.foundation.vault.models import Box, Officer, Outcome, Purpose, Recovery, Share, SheetEntry
from madoguchi.foundation.vault.transport import Way

MOST_WRONG = 5


def enter_sheet(*, recovery: Recovery, sheet: Identity, word: str = "", by: Any, at: datetime) -> str:
    """用紙を入力する — for a hand-over the first sheet gives a word, which the second needs.

    Returns the word to be told to the second officer, or "". A wrong sheet or word is counted whatever happens then.
    """
    row = Recovery.objects.get(pk=recovery.pk)
    refuse_over(row, at)
    try:
        _opened_share(row, _officer_for(row, by), sheet)
        way = _way(row, word, by)
        _enter(row, sheet, way, by, at)
    except WrongSheet:
        _count_wrong(row, by, at)
        raise
    return way.word if way else ""


def _way(row: Recovery, word: str, by: Any) -> Way | None:
    """A hand-over has one made for the word; a lock takes two seconds, so it is computed before the transaction."""
    if row.purpose == Purpose.RESTORE:
        return None
    entries = list(queries.entries_of(row))
    _refuse_again(by, entries)
    return _way_by_word(row, word) if entries else transport.locked_by_word()


def _way_by_word(row: Recovery, word: str) -> Way:
    try:
        return transport.opened(row, word)
    except lock.WrongPassword as error:
        raise WrongSheet(_("合言葉が違います。先に用紙を入力した保管責任者に確かめてください。")) from error


@transaction.atomic
def _enter(recovery: Recovery, sheet: Identity, way: Way | None, by: Any, at: datetime) -> None:
    row = locked_open(recovery, at)
    officer, earlier = _officer_for(row, by), list(queries.entries_of(row))
    _refuse_again(by, earlier)
    share = _opened_share(row, officer, sheet)
    diary.record("vault.enter_second_sheet" if earlier else "vault.enter_first_sheet", row, by=by, at=at)
    if way is None:
        _keep(row, officer, share, at)
    elif not earlier:
        _lay(way, row)
        _keep(row, officer, share, at)
    else:
        _refuse_another_way(way, row)
        first = {earlier[0].officer_id: transport.taken(earlier[0], row, way)}
        SheetEntry.objects.create(recovery=row, officer=officer, sealed=b"", entered_at=at)
        _hand_over(row, first | {officer.pk: share}, by, at)


def _officer_for(row: Recovery, by: Any) -> Officer:
    officer = queries.officer_of(by)
    if officer is None or not access.may_keep(by, row):
        raise PermissionDenied(access.KEEP.code)
    return officer


def _refuse_again(by: Any, earlier: list[SheetEntry]) -> None:
    if by.pk in [entry.officer.person_id for entry in earlier]:
        raise Refusal(_("あなたの用紙は入力済みです。もう一人の保管責任者の用紙が必要です。"))
    if len(earlier) >= access.SHEETS_NEEDED:
        raise Refusal(_("2人の用紙はそろっています。"))


def _opened_share(row: Recovery, officer: Officer, sheet: Identity) -> Identity:
    if str(sheet.to_public()) != officer.public:
        raise WrongSheet(_("用紙が違います。あなたの最新の用紙を見て入力してください。"))
    share = Share.objects.filter(keyring=row.keyring_id, officer=officer).select_related("keyring").first()
    if share is None:
        raise Refusal(_("あなたの用紙は、この鍵が最後に開かれたあとに作られたため、この復旧には使えません。"))
    return shares.of_officer(share, sheet)


def _keep(row: Recovery, officer: Officer, share: Identity, at: datetime) -> None:
    sealed = transport.put(share, row)
    SheetEntry.objects.create(recovery=row, officer=officer, sealed=sealed, entered_at=at)
    if row.purpose == Purpose.RESTORE and queries.is_complete(row):
        emails.complete(row.asked_by)


def _lay(way: Way, row: Recovery) -> None:
    row.transport, row.transport_locked = way.public, way.locked
    row.save(update_fields=["transport", "transport_locked"])


def _refuse_another_way(way: Way, row: Recovery) -> None:
    """Two entered the first sheet at once: the later one asks the earlier for the word."""
    if way.public != row.transport:
        raise Refusal(_("もう一人の保管責任者が先に入力しました。合言葉を聞いて、もう一度入力してください。"))


def _hand_over(row: Recovery, opened: dict[int, Identity], by: Any, at: datetime) -> None:
    """The keyring is open in this call alone, hands keys to who is seated and waits, and is forgotten."""
    keys = keyrings.opened(row.keyring, shares.together(row.keyring, opened))
    settled = list(queries.boxes_to_hand_over(row.keyring).select_for_update(of=("self",)))
    for box in settled:
        boxes.settle(box, keys, at=at)
    names = queries.names_of(queries.entries_of(row))
    end(row, Outcome.HANDED_OVER, at)
    diary.record("vault.hand_over", row, by=by, at=at)
    told = queries.seated_at(Box.objects.filter(pk__in=[box.pk for box in settled]))
    emails.handed_over(told, officers=names, at=at)


@transaction.atomic
def _count_wrong(recovery: Recovery, by: Any, at: datetime) -> None:
    row = locked_open(recovery, at)
    row.wrong_count += 1
    row.save(update_fields=["wrong_count"])
    diary.record("vault.wrong_sheet", row, by=by, at=at)
    if row.wrong_count >= MOST_WRONG:
        end(row, Outcome.SPOILED, at)
