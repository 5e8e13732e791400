"""訪問支援と相談の持ち出し — the papers of visits leave together with the rest of a case."""

from collections.abc import Iterator

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import beside, mark
from madoguchi.desk.engagements.models import VisitPaper


def papers(case: Consultation) -> Iterator[tuple[VisitPaper, str]]:
    found = VisitPaper.objects.filter(visit__engagement__consultation=case).select_related("changed_by")
    for one in found.order_by("visit__appointment__starts_at", "pk"):
        yield one, mark(one.get_kind_display(), one.changed_at, one.changed_by.name)


beside.append(papers)
