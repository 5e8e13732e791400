from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.forms.referrals import AcceptForm, DeclineForm, ReferForm, ReturnForm
from madoguchi.desk.consultations.views.page import case_for, deed_page
from madoguchi.foundation.access.doors import reads, writes
from madoguchi.foundation.access.forms import ConfirmForm, typed


@reads(access.REFERRALS)
def referrals(request: HttpRequest) -> HttpResponse:
    """連携の一覧 — received and sent."""
    return render(request, "consultations/referrals.html", {"referrals": queries.referrals(actor=request.user)})


@writes(access.REFER)
def refer(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.REFER)
    may_hand_over = access.may(request.user, row, access.SEND)
    form = ReferForm(typed(request), row=row, may_hand_over=may_hand_over, initial={"urgency": row.urgency})
    text = (
        "" if queries.has_consent(row) else _("相談者の「他の窓口・機関への紹介」への同意を、先に記録してください。")
    )
    deed = partial(actions.refer, consultation=row)
    return deed_page(
        request,
        row,
        form,
        deed,
        title=_("ほかの窓口と連携"),
        button=_("連携を頼む"),
        arguments=form.request,
        text=text,
    )


@writes(access.REFER)
def withdraw_referral(request: HttpRequest, number: str, referral: UUID) -> HttpResponse:
    row = case_for(request, number, access.REFER)
    held = get_object_or_404(row.referrals.select_related("to_office"), pk=referral)
    deed = partial(actions.withdraw_referral, referral=held)
    return deed_page(
        request, row, ConfirmForm(typed(request)), deed, title=_("連携を取り下げる"), text=held.to_office.name
    )


@writes(access.ACCEPT_REFERRAL)
def accept_referral(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.ACCEPT_REFERRAL)
    text = _(
        "あなたが連携先の担当になります。対話が渡されるときは、相談を受けた窓口の人が次に鍵を開いたあとに読めます。"
    )
    deed = partial(actions.accept_referral, consultation=row)
    return deed_page(request, row, AcceptForm(typed(request)), deed, title=_("連携を引き受ける"), text=text)


@writes(access.DECLINE_REFERRAL)
def decline_referral(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.DECLINE_REFERRAL)
    deed = partial(actions.decline_referral, consultation=row)
    return deed_page(request, row, DeclineForm(typed(request)), deed, title=_("連携を辞退する"))


@writes(access.RETURN_REFERRAL)
def return_referral(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.RETURN_REFERRAL)
    deed = partial(actions.return_referral, consultation=row)
    return deed_page(request, row, ReturnForm(typed(request)), deed, title=_("報告して連携を終える"))
