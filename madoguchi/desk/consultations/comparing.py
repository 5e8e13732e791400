"""見比べる — what one typed beside what somebody else saved in the meantime."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import secondary_of


@dataclass(frozen=True)
class Difference:
    label: str
    yours: str
    theirs: str
    is_different: bool


@dataclass(frozen=True)
class Comparison:
    by: str
    at: datetime | None
    rows: list[Difference]


def compare(row: Consultation, form: Any) -> Comparison:
    """Re-reads the row (it stays in sight: it was locked a moment ago) and sets both side by side, field by field."""
    row.refresh_from_db()
    saved = {name: _saved(row, name) for name in form.fields if name != "seen_version"}
    rows = [_difference(form, name, theirs) for name, theirs in saved.items()]
    at = timezone.localtime(row.changed_at) if row.changed_at else None
    return Comparison(row.changed_by.name if row.changed_by else "", at, rows)


def _saved(row: Consultation, name: str) -> Any:
    if name == "secondary":
        return secondary_of(row)
    return getattr(row, name)


def _difference(form: Any, name: str, theirs: Any) -> Difference:
    yours, field = form.cleaned_data.get(name), form.fields[name]
    return Difference(str(field.label), _shown(field, yours), _shown(field, theirs), not _same(yours, theirs))


def _same(yours: Any, theirs: Any) -> bool:
    return bool(sorted(yours) == sorted(theirs) if isinstance(yours, list) else _plain(yours) == _plain(theirs))


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_shown(field, one) for one in value)
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value, value or ""))
    return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    return "" if value is None else value
