"""相談者の次の一歩 — on the home of a company's room: one's own cases at the desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.grants.steps import Step, steps
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts.models import Organisation


def has_cases(actor: Any, organisation: Organisation) -> Step | None:
    """自分の相談がある — for whoever brought one that is not ended."""
    if not Consultation.objects.confided_by(actor).filter(closed_at=None).exists():
        return None
    why = _("窓口に持ち込んだ相談の進み具合と、窓口からの回答を確かめます。")
    return Step(_("自分の相談を見る"), why, reverse("consultations:mine"), order=30)


steps.append(has_cases)
