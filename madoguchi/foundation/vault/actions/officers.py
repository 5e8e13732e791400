"""鍵の保管責任者 — named, given a sheet, ended."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pyrage.x25519 import Identity

from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import access, emails, queries, shares
from madoguchi.foundation.vault.models import Officer, SheetEntry


@transaction.atomic
def name_officer(*, person: Any, by: Any, at: datetime) -> Officer:
    """保管責任者を加える — somebody who works in the centre; every officer is told."""
    access.OFFICERS.require(by)
    if len(_all_locked()) >= access.MOST:
        raise Refusal(_("保管責任者は%(most)d人までです。") % {"most": access.MOST})
    if not queries.candidates(actor=by, on=day_of(at)).filter(pk=person.pk).exists():
        raise Refusal(_("中央窓口で働いている方で、まだ保管責任者でない方を選んでください。"))
    made = Officer.objects.create(person_id=person.pk, named_at=at, named_by=by)
    diary.record("vault.name_officer", made, by=by, at=at)
    _tell_all()
    return made


@transaction.atomic
def end_officer(*, officer: Officer, by: Any, at: datetime) -> Officer:
    """保管責任者から外す — the sheet opens nothing from now on. Two always stay."""
    access.OFFICERS.require(by)
    staying = _all_locked()
    if officer.pk not in [one.pk for one in staying]:
        raise Refusal(_("この方はすでに保管責任者ではありません。"))
    if len(staying) <= access.FEWEST:
        raise Refusal(_("保管責任者が2人より少なくなります。先に、ほかの方を保管責任者に加えてください。"))
    return _ended(officer, by, at)


@transaction.atomic
def end_term(*, person: Any, by: Any, at: datetime) -> Officer | None:
    """利用停止に伴って外す — for whoever disables a person: also where fewer than two officers stay."""
    held = [one for one in _all_locked() if one.person_id == person.pk]
    return _ended(held[0], by, at) if held else None


@transaction.atomic
def make_sheet(*, replacing: str, by: Any, at: datetime) -> tuple[Officer, str]:
    """用紙を作る — the private half is returned to be printed and stored nowhere; an earlier sheet opens nothing more.

    `replacing`: the public half the page has shown, so that a page sent twice makes one sheet.
    """
    officer = Officer.objects.held_by(by).select_for_update(of=("self",)).first()
    if officer is None:
        raise Refusal(_("鍵の保管責任者ではありません。"))
    if officer.public != replacing:
        raise Refusal(_("用紙はすでに作られています。印刷できなかったときは、もう一度作り直してください。"))
    _take_keys_from(officer)
    identity = Identity.generate()
    officer.public, officer.sheet_made_at = str(identity.to_public()), at
    officer.save(update_fields=["public", "sheet_made_at"])
    diary.record("vault.make_sheet", officer, by=by, at=at)
    return officer, str(identity)


def _all_locked() -> list[Officer]:
    return list(Officer.objects.current().select_for_update(of=("self",)).order_by("pk"))


def _ended(officer: Officer, by: Any, at: datetime) -> Officer:
    _take_keys_from(officer)
    officer.ended_at = at
    officer.save(update_fields=["ended_at"])
    diary.record("vault.end_officer", officer, by=by, at=at)
    _tell_all()
    return officer


def _take_keys_from(officer: Officer) -> None:
    shares.take_from(officer)
    SheetEntry.objects.filter(officer=officer, recovery__outcome="").delete()


def _tell_all() -> None:
    people = [officer.person for officer in queries.officers()]
    emails.officers_changed(people)
