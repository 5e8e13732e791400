"""ファイル — what lies with a case, its names opened for one reader; and one of them, to be taken away."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404

from madoguchi.desk.consultations.models import Attachment, Consultation
from madoguchi.desk.consultations.queries.glass import keys_for
from madoguchi.foundation.vault import downloads
from madoguchi.foundation.vault.errors import NotYours
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import OpenKeyring, keys_of

READ_FILE = "consultations.read_file"


@dataclass(frozen=True)
class ShownFile:
    """一つのファイル — its name where it could be opened; `is_mine`: the reader added it."""

    row: Attachment
    look: Look
    name: str
    is_mine: bool


def files_of(case: Consultation, keys: OpenKeyring | None, *, actor: Any) -> list[ShownFile]:
    rows = case.attachments.select_related("added_by").order_by("taken_at", "pk")
    return [_shown(row, keys, actor) for row in rows]


def file_of(case: Consultation, pk: UUID, *, actor: Any) -> StreamingHttpResponse:
    """渡すファイル — for somebody whom `FILES` admits. Raises KeyringClosed, NoKeyYet or FileLost.

    Whoever joined "from now on" is refused what is older.
    """
    row = get_object_or_404(case.attachments.all(), pk=pk)
    try:
        return downloads.download(row, keys_for(case, actor=actor) or keys_of(actor))
    except NotYours as error:
        raise PermissionDenied(READ_FILE) from error


def _shown(row: Attachment, keys: OpenKeyring | None, actor: Any) -> ShownFile:
    look, texts = see(row, keys)
    return ShownFile(row, look, texts["name"], row.added_by_id == actor.pk)
