"""What every deed on a draft begins with: the draft, locked, for who runs the company."""

from django.utils.translation import gettext as _

from madoguchi.company.rules import access
from madoguchi.company.rules.models import HandlingTable
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core.errors import Refusal


class AtField(Refusal):
    """欄の断り — a refusal that knows the field it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class LevelLeft(Refusal):
    """移し先がない — items stand at a level the table does not have."""

    field = "to"


def held(table: HandlingTable, by: Person) -> HandlingTable:
    """The draft behind the company's lock, for who runs it."""
    access.WRITE.require(by, within=table.organisation_id)
    Organisation.objects.select_for_update().get(pk=table.organisation_id)
    rows = HandlingTable.objects.visible_to(by).select_related("organisation")
    row = rows.filter(pk=table.pk).first()
    if row is None:
        raise Refusal(_("この下書きは、もうありません。"))
    if not row.is_draft:
        raise Refusal(_("使い始めた表は書き直せません。直すには、写しを作ってください。"))
    return row
