from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.forms.callers import CallerForm
from madoguchi.desk.consultations.views.page import case_for, deed_page
from madoguchi.foundation.access.doors import writes
from madoguchi.foundation.access.forms import typed
from madoguchi.foundation.core.errors import Conflict


@writes(access.CALLER)
def caller(request: HttpRequest, number: str) -> HttpResponse:
    """連絡先を直す — opening the form needs open keys where a contact is recorded; saving needs none."""
    row, said = case_for(request, number, access.CALLER), typed(request)
    form = CallerForm(said, initial=queries.caller_as_read(row, actor=request.user) if said is None else None)
    shown: dict[str, Any] = {}

    def attempt(**contact: Any) -> None:
        try:
            actions.record_caller(consultation=row, **contact)
        except Conflict:
            shown["conflict"] = _conflict(form, queries.caller_as_read(row, actor=request.user))
            raise

    return deed_page(request, row, form, attempt, title=_("連絡先を直す"), button=_("保存する"), versions=shown)


def _conflict(form: CallerForm, theirs: dict[str, Any]) -> dict[str, Any]:
    form.overwriting(theirs["seen_version"])
    saved = {"name": "", "phone": "", "email": ""} | theirs
    by = theirs.get("changed_by")
    return {"by": by.name if by else "", "at": theirs.get("changed_at"), "rows": form.beside(saved)}
