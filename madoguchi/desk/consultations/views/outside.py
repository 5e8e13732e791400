from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.contact_points import name_of
from madoguchi.desk.consultations.forms.outside import OutsideForm, ReplyForm
from madoguchi.desk.consultations.views.page import case_for, deed_page
from madoguchi.foundation.access.doors import reads, writes, written_look
from madoguchi.foundation.access.forms import typed
from madoguchi.foundation.accounts.queries import profile_of


@writes(access.SEND)
def refer_outside(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.SEND)
    to_hand = queries.files_to_hand(row, actor=request.user)
    form = OutsideForm(typed(request), to_hand=to_hand, initial={"urgency": row.urgency, "prefecture": row.prefecture})
    hint = _(
        "相談者の「他の窓口・機関への紹介」への同意が記録されていません。いま記録できるのは、行き先の案内だけです。"
    )
    return deed_page(
        request,
        row,
        form,
        partial(actions.refer_outside, consultation=row),
        title=_("他機関に紹介"),
        button=_("紹介を記録する"),
        arguments=form.referral,
        text="" if queries.has_consent(row) else hint,
    )


@writes(access.SEND)
def record_reply(request: HttpRequest, number: str, outside: UUID) -> HttpResponse:
    row = case_for(request, number, access.SEND)
    held = get_object_or_404(row.outside_referrals.all(), pk=outside)
    deed = partial(actions.record_reply, referral=held)
    form = ReplyForm(typed(request))
    return deed_page(request, row, form, deed, title=_("返答を記録"), text=name_of(held.body, held.prefecture))


@reads(access.SEND)
def letter(request: HttpRequest, number: str, outside: UUID) -> HttpResponse:
    """紹介状 — one page to print; that it was opened is written down."""
    row = case_for(request, number, access.SEND)
    page = {"case": row, "letter": queries.letter_of(row, outside, actor=request.user)}
    written_look(queries.READ_LETTER, row, request.user)
    return render(request, "consultations/letter.html", page | {"profile": profile_of(row.office)})
