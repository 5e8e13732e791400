"""What pages ask about a company's agreements, and which rooms of companies somebody may open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.company.agreements.models import Agreement, AgreementFile, Change, Counterparty
from madoguchi.company.grants import queries as grants
from madoguchi.company.grants.models import Part
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import Page, page_by_key
from madoguchi.foundation.vault import downloads
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import keys_of, open_keyring

NO_WORDS: Mapping[str, Any] = {}
READ_FILE = "agreements.read_file"
READ_ROOM = "agreements.read_room"
DEEDS = {
    "add": gettext_lazy("登録"),
    "correct": gettext_lazy("書き直した"),
    "renew": gettext_lazy("更新"),
    "end": gettext_lazy("終わらせた"),
    "attach": gettext_lazy("ファイルを追加"),
    "merge": gettext_lazy("まとめた"),
}


@dataclass(frozen=True)
class Told:
    """一行 — of a history, in words."""

    at: Any
    by: str
    deed: str
    changes: list[str]
    why: str


@dataclass(frozen=True)
class ShownFile:
    row: AgreementFile
    look: Look
    name: str


def rooms(actor: Any) -> QuerySet[Organisation]:
    """開ける会社の部屋 — one's own, and those that show the actor their register."""
    return grants.rooms(actor, Part.REGISTER)


def room_or_404(actor: Any, pk: int) -> Organisation:
    """会社の部屋."""
    return grants.room_or_404(actor, pk, part=Part.REGISTER, deed=READ_ROOM)


def listed(room: Organisation, *, actor: Any, after: str = "") -> Page[Agreement]:
    """契約の一覧 — newest first."""
    rows = Agreement.objects.visible_to(actor).filter(organisation=room).select_related("counterparty")
    rows = rows.annotate(has_file=Exists(AgreementFile.objects.filter(agreement=OuterRef("pk"))))
    return page_by_key(rows, keys=("-pk",), after=after)


def agreements_of(room: Organisation, *, actor: Any) -> QuerySet[Agreement]:
    """選べる契約 — of a company, by counterparty."""
    rows = Agreement.objects.visible_to(actor).filter(organisation=room).select_related("counterparty")
    return rows.order_by("counterparty__name", "-from_date", "pk")


def counterparties_of(room: Organisation, *, actor: Any) -> QuerySet[Counterparty]:
    rows: QuerySet[Counterparty] = Counterparty.objects.visible_to(actor).standing().filter(organisation=room)
    return rows.order_by("name", "pk")


def in_force_with(counterparty: Counterparty, day: date) -> Agreement | None:
    """その日に有効な契約 — with that counterparty, the newest; None where there is none."""
    rows = Agreement.objects.in_force(day).filter(counterparty=counterparty)
    return rows.select_related("counterparty").order_by("-from_date", "-pk").first()


def files_of(agreement: Agreement, *, actor: Any) -> list[ShownFile]:
    """契約書のファイル — names opened as far as the actor's keys go; nothing for who does not run the company."""
    keys = open_keyring(actor)
    rows = AgreementFile.objects.visible_to(actor).filter(agreement=agreement).order_by("taken_at", "pk")
    seen = [(row, see(row, keys)) for row in rows]
    return [ShownFile(row, one.look, one.texts["name"]) for row, one in seen]


def file_of(agreement: Agreement, pk: UUID, *, actor: Any) -> StreamingHttpResponse:
    """渡すファイル — raises KeyringClosed, NoKeyYet or FileLost."""
    row = get_object_or_404(AgreementFile.objects.visible_to(actor).filter(agreement=agreement), pk=pk)
    return downloads.download(row, keys_of(actor))


def history(changes: Iterable[Change], model: type[models.Model], words: Mapping[str, Any] = NO_WORDS) -> list[Told]:
    """変更の記録 — in the order given, codes in the words of the page; `words` name what is no field of the model."""
    found = []
    for one in changes:
        lines = [_line(model, words, *each) for each in one.changes]
        found.append(Told(one.at, one.by.name, str(DEEDS.get(one.deed) or words.get(one.deed)), lines, one.why))
    return found


def _line(model: type[models.Model], words: Mapping[str, Any], name: str, old: str, new: str) -> str:
    label, choices = _words_of(model, words, name)
    if not old and not new:
        return label
    shown = [str(choices.get(value, value) or "―") for value in (old, new)]
    return f"{label}：{shown[0]} → {shown[1]}"


def _words_of(model: type[models.Model], words: Mapping[str, Any], name: str) -> tuple[str, dict[str, Any]]:
    """What a thing is called, and what its codes mean."""
    if name in words:
        return str(words[name]), {}
    field: Any = model._meta.get_field(name)
    if isinstance(field, models.BooleanField):
        return str(field.verbose_name), {"1": _("はい"), "": _("いいえ")}
    return str(field.verbose_name), dict(getattr(field, "flatchoices", None) or ())
