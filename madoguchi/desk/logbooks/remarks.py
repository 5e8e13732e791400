"""所見 — what a reader should know of a logbook as a whole, the way it is to be read."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from madoguchi.desk.logbooks.cells import key_of
from madoguchi.desk.logbooks.headings import TOTALS
from madoguchi.desk.logbooks.labels import NAMES
from madoguchi.desk.logbooks.mapping import SEAL, Mapping, Proposal, lacking
from madoguchi.desk.logbooks.tables import Survey, Table
from madoguchi.foundation.papers.limits import place

UNREAD = {
    "date": _lazy("%(where)sの表には受付日の列が分からないため、%(count)d行を読んでいません。"),
    "category_and_gist": _lazy("%(where)sの表には相談区分も要旨もないため、%(count)d行を読んでいません。"),
}
SEALED_FOR = _lazy("%(headings)sのうち、どれが%(column)sか分からないため、どれも封をします。")
UNREAD_FOR = _lazy("%(headings)sのうち、どれが%(column)sか分からないため、その表を読みません。")


def unread(survey: Survey, mapping: Mapping) -> list[str]:
    """読んでいない表 — those that hold rows and no consultations; tables of figures are not missed."""
    rows: Counter[tuple[str, str]] = Counter()
    for table in survey.tables:
        lack = lacking(table, mapping)
        if lack and not any(heading.key in TOTALS for heading in table.headings):
            rows[_where(table), lack] += table.row_count
    return [str(UNREAD[lack]) % {"where": where, "count": count} for (where, lack), count in rows.items() if count]


def doubts(survey: Survey, proposal: Proposal, mapping: Mapping) -> dict[str, str]:
    """どちらか分からない列 — said of each heading, by its key, while nobody has decided and all of them are sealed."""
    told: dict[str, str] = {}
    for column, headings in proposal.ambiguous.items():
        keys = [key for key in map(key_of, headings) if survey.columns[key].filled]
        if {mapping.use_of(key) for key in keys} == {SEAL}:
            said = {"headings": _("、").join(headings), "column": NAMES[column]}
            told |= dict.fromkeys(keys, str(UNREAD_FOR if column == "date" else SEALED_FOR) % said)
    return told


def _where(table: Table) -> str:
    return _("シート「%(sheet)s」") % {"sheet": table.sheet} if table.sheet else place("", table.number)
