"""自己診断と自社のページ — the step it adds to the company's home, its words in the diary, its page for a desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.company.diagnosis import access, queries
from madoguchi.company.diagnosis.models import Diagnosis
from madoguchi.company.grants.models import Part
from madoguchi.company.grants.steps import Step, steps
from madoguchi.company.grants.words import DEEDS, LOOKS, PAGES
from madoguchi.foundation.accounts.models import Organisation


def has_no_diagnosis(actor: Any, organisation: Organisation) -> Step | None:
    """自己診断がまだない — it says where to begin, and what changed after a year."""
    if not access.BEGIN.admits(actor, within=organisation.pk):
        return None
    found = Diagnosis.objects.visible_to(actor).filter(organisation=organisation)
    if found.filter(finished_at__isnull=False).exists():
        return None
    why = _(
        "30の問いに答えると、いま足りないことと、次にすることが三つわかります。途中でやめても続きから答えられます。"
    )
    begun = found.order_by("-pk").first()
    url = reverse("diagnosis:detail", args=[begun.pk]) if begun else reverse("diagnosis:begin")
    return Step(_("自己診断をする"), why, url, order=40)


steps.append(has_no_diagnosis)
PAGES[Part.DIAGNOSIS] = lambda _organisation: reverse("diagnosis:index")
LOOKS["diagnosis.Diagnosis"] = gettext_lazy("自己診断を開いた")
DEEDS |= {
    "diagnosis.begin": gettext_lazy("自己診断を始めた"),
    "diagnosis.answer": gettext_lazy("自己診断に答えた"),
    "diagnosis.finish": gettext_lazy("自己診断を完了した"),
    "diagnosis.discard": gettext_lazy("自己診断を取りやめた"),
    queries.READ_LIST: gettext_lazy("自己診断の一覧を開いた"),
    queries.READ_NOTES: gettext_lazy("自己診断の根拠のメモを読んだ"),
}
