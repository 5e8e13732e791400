from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions
from madoguchi.desk.consultations.forms.glass import GlassForm
from madoguchi.desk.consultations.views.page import case_for, deed_page
from madoguchi.foundation.access.doors import writes
from madoguchi.foundation.access.forms import ConfirmForm, typed


@writes(access.BREAK_GLASS)
def break_glass(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.BREAK_GLASS)
    warning = _(
        "担当者や関係者に確かめる時間がないときだけ使います。2時間、要旨と対話を読むことができます。書くことはできません。"
        "あなたの名前と日時が、担当者と関係者にメールで知らされ、閲覧の記録に残ります。"
    )
    deed = partial(actions.break_glass, consultation=row)
    return deed_page(request, row, GlassForm(typed(request)), deed, title=_("緊急に開く"), text=warning)


@writes(access.END_GLASS)
def end_glass(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.END_GLASS)
    deed = partial(actions.end_glass, consultation=row)
    return deed_page(request, row, ConfirmForm(typed(request)), deed, title=_("緊急閲覧を終える"))
