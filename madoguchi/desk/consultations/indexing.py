"""検索行を書き直す — the one place that says what a case can be found by."""

from madoguchi.desk.consultations.models import CardRow, Consultation, SearchRow
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.foundation.core.prefectures import Prefecture


def reindex(row: Consultation) -> None:
    """After any change of card, gist or 限定. A 限定 case gets a second line that holds the card alone."""
    card = card_text(row)
    SearchRow.objects.put(owner=row, text=f"{card} {row.gist} {row.answer_gist}")
    if row.is_restricted:
        CardRow.objects.put(owner=row, text=card)
    else:
        CardRow.objects.remove(owner=row)


def card_text(row: Consultation) -> str:
    """What everybody who sees the card may find it by."""
    company = row.company.name if row.company else ""
    owner = row.owner.name if row.owner else ""
    prefecture = Prefecture(row.prefecture).label if row.prefecture else ""
    labels = dict(Category.choices)
    return " ".join([row.number, company, str(labels[row.category]), prefecture, owner])
