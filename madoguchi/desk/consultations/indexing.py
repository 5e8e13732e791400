"""検索行を書き直す — the one place that says what a case can be found by."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from madoguchi.company.companies import actions as companies
from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations.models import CardRow, Consultation, SearchRow
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.core import prefectures
from madoguchi.foundation.search.models import Line


def reindex(row: Consultation) -> None:
    """After any change of card, gist, 限定, referrals or experts. What some see as a card alone has a second line."""
    SearchRow.objects.put(owner=row, text=_whole_text(row))
    if row.is_restricted or _is_a_card_to_some(row):
        CardRow.objects.put(owner=row, text=card_text(row))
    else:
        CardRow.objects.remove(owner=row)


def index_new(rows: Iterable[Consultation]) -> None:
    """Of cases that nobody but their office sees yet."""
    SearchRow.objects.bulk_put(Line(row, _whole_text(row)) for row in rows)


def _whole_text(row: Consultation) -> str:
    return f"{card_text(row)} {row.gist} {row.answer_gist}"


def _is_a_card_to_some(row: Consultation) -> bool:
    experts = row.members.filter(kind=MemberKind.EXPERT, removed_at=None)
    return any(which.filter(shows_gist=False).exists() for which in (row.referrals.open(), experts))


def card_text(row: Consultation) -> str:
    """What everybody who sees the card may find it by."""
    company = row.company.name if row.company else ""
    owner = row.owner.name if row.owner else ""
    with override("ja"):  # one index for readers of every language
        category, prefecture = str(Category(row.category).label), prefectures.name(row.prefecture)
    return " ".join([row.number, company, category, prefecture, owner])


def reindex_cases_of(company: Company) -> None:
    """After a company's name was corrected, or its cases came from another."""
    for row in Consultation.objects.filter(company=company).select_related("company", "owner"):
        reindex(row)


companies.renamed.append(reindex_cases_of)
companies.following.append(
    companies.Following(Consultation, "company", _("相談"), seen_by=Consultation.objects.visible_to)
)
