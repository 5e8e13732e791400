"""移行した記載 — what the office's logbook said of a case beside card and gist."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from madoguchi.desk.consultations import access
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.errors import NotYours
from madoguchi.foundation.vault.opened import keys_of

READ_PAST = "consultations.read_past"


def has_past(case: Consultation, *, actor: Any) -> bool:
    return case.past_note_id is not None and access.may(actor, case, access.PAST)


def past_of(case: Consultation, *, actor: Any) -> dict[str, str]:
    """移行した記載 — text by column heading, for somebody whom `PAST` admits. Raises KeyringClosed or NoKeyYet."""
    if case.past_note is None:
        raise Http404
    try:
        texts: dict[str, str] = json.loads(rows.unseal(case.past_note, keys_of(actor))["texts"])
    except NotYours as error:
        raise PermissionDenied(READ_PAST) from error
    return texts
