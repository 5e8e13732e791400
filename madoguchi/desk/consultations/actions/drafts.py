"""What is half typed on a call page — sealed for whoever types it, and for nobody else."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.desk.consultations import access
from madoguchi.desk.consultations.models import Consultation, Draft
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.boxes import own_box


@transaction.atomic
def save_draft(*, submission: UUID, typed: Mapping[str, Any], by: Person, at: datetime) -> Draft | None:
    """下書きを保存する — one for each opened page; needs no open keys. No deed yet, so no audit line.

    None: the page has become a record meanwhile. Raises NobodyHasAKey before the person's first keyring.
    """
    access.LOG.require(by)
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # a page saves, is left and is sent all at once
    if Consultation.objects.filter(submission=submission).exists():
        return None
    made = Draft.objects.filter(person=by, submission=submission).first() or Draft(person=by, submission=submission)
    rows.seal(made, own_box(by, at=at), at=at, typed=json.dumps(dict(typed), ensure_ascii=False))
    made.saved_at = at
    made.save()
    return made


def discard_draft(*, submission: UUID, by: Person) -> None:
    """下書きを捨てる — of that page; read or not."""
    Draft.objects.filter(person=by, submission=submission).delete()
