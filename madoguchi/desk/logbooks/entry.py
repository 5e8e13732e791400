"""記録簿の一件 — the card, gist and sealed texts of one row."""

import json
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterKind, ConsulterRole
from madoguchi.foundation.core.calendar import in_tokyo
from madoguchi.foundation.core.errors import Refusal

CONFIDED = ("sealed", "content")


@dataclass(frozen=True)
class Entry:
    """記録簿の一件 — what may be seen of a row, and apart from it `sealed` (by heading) and `content` (the whole row).

    `content` is the same however the row is spelled and whatever the mapping opens; `warnings` repeat nothing written.
    """

    number: str
    received_at: datetime
    closed_date: date
    channel: str = Channel.UNKNOWN
    kind: str = ConsulterKind.ANONYMOUS
    company: str = ""
    corporate_number: str = ""
    prefecture: str = ""
    industry: str = ""
    capital_yen: int | None = None
    employees: int | None = None
    role: str = ConsulterRole.UNKNOWN
    category: str = Category.OTH
    secondary: tuple[str, ...] = ()
    gist: str = ""
    answer_gist: str = ""
    state: str = ""
    enterprise_type: str = ""
    heard_from: str = ""
    trigger: str = ""
    is_under_way: bool = False
    warnings: tuple[str, ...] = ()
    sealed: dict[str, str] = field(default_factory=dict)
    content: str = ""

    def as_json(self) -> str:
        """The open part as text: nothing sealed, no content."""
        told = {name: getattr(self, name) for name in OPEN}
        return json.dumps(told, ensure_ascii=False, default=lambda moment: moment.isoformat())

    @classmethod
    def from_json(cls, text: str) -> "Entry":
        """The open part as written down. Raises Refusal for what is none."""
        try:
            return cls(**_typed(json.loads(text)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Refusal(_("読み取った行を読み戻せません。もう一度、記録簿を選んでください。")) from error


OPEN = tuple(item.name for item in fields(Entry) if item.name not in CONFIDED)


def _typed(told: dict[str, Any]) -> dict[str, Any]:
    if not told.keys() <= set(OPEN):
        raise ValueError("unknown")
    return told | {
        "received_at": in_tokyo(datetime.fromisoformat(told["received_at"])),
        "closed_date": date.fromisoformat(told["closed_date"]),
        "secondary": tuple(told.get("secondary", ())),
        "warnings": tuple(told.get("warnings", ())),
    }
