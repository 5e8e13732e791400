from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from madoguchi.company.companies import access, actions, comparing, queries
from madoguchi.company.companies.comparing import Twins
from madoguchi.company.companies.forms import MergeForm
from madoguchi.company.companies.models import Apart, Company, Merge
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, refusals_on, stamp, typed
from madoguchi.foundation.core.paging import neighbours


@reads(access.MERGE)
def twins(request: HttpRequest) -> HttpResponse:
    pairs, pager = comparing.proposed(actor=request.user, after=request.GET.get("after", ""))
    shown = {"pairs": pairs, "pager": pager, "rule": queries.IDENTITY_RULE}
    return render(request, "companies/twins.html", shown)


@writes(access.MERGE)
def compare(request: HttpRequest, first: int, second: int) -> HttpResponse:
    pair = _pair(request, first, second)
    kept, gone = pair.staying
    form = MergeForm(typed(request), kept=kept, gone=gone)
    if form.is_valid():
        with refusals_on(form):
            made = actions.merge(kept=kept, gone=gone, takes=form.takes(), seen=form.versions(), **stamp(request))
            messages.success(request, _("一つの企業に統合しました。"))
            return redirect(made)
        form.compare_again()
    return _comparing(request, pair, form)


@writes(access.MERGE)
def set_apart(request: HttpRequest, first: int, second: int) -> HttpResponse:
    pair = _pair(request, first, second)
    if request.method != "POST":
        return redirect("companies:compare", first, second)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.set_apart(one=pair.first, other=pair.second, **stamp(request))):
        messages.success(request, _("別の企業としました。どちらかの企業情報が訂正されるまで、候補には出ません。"))
        return redirect("companies:twins")
    return _comparing(request, pair, form)


@reads(access.MERGE)
def aparts(request: HttpRequest) -> HttpResponse:
    page = comparing.aparts(actor=request.user, after=request.GET.get("after", ""))
    rows = [(row, access.apart_deeds(request.user, row)) for row in page.rows]
    return render(request, "companies/aparts.html", {"rows": rows, "pager": neighbours(page)})


@writes(access.MERGE)
def propose_again(request: HttpRequest, apart: int) -> HttpResponse:
    row = visible_or_404(Apart, request.user, pk=apart)
    if request.method == "POST":
        actions.propose_again(apart=row, **stamp(request))
        messages.success(request, _("同じ企業かもしれないものの一覧に戻しました。"))
    return redirect("companies:aparts")


@reads(access.MERGE)
def merges(request: HttpRequest) -> HttpResponse:
    page = comparing.merges(actor=request.user, after=request.GET.get("after", ""))
    return render(request, "companies/merges.html", {"merges": page.rows, "pager": neighbours(page)})


@reads(access.MERGE)
def merge(request: HttpRequest, merge: int) -> HttpResponse:
    row = visible_or_404(Merge, request.user, pk=merge)
    return render(request, "companies/merge.html", _told(request, row))


@writes(access.MERGE)
def undo_merge(request: HttpRequest, merge: int) -> HttpResponse:
    row = visible_or_404(Merge, request.user, pk=merge)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.undo_merge(merge=row, **stamp(request))):
        messages.success(request, _("統合を元に戻しました。"))
        return redirect(row)
    return form_page(request, "companies/undo_merge.html", form, **_told(request, row))


def _pair(request: HttpRequest, first: int, second: int) -> Twins:
    """Both looks are written down, in the order of all writers; two that are not alike are nobody's business."""
    if first >= second:
        raise Http404
    one, other = (visible_or_404(Company, request.user, within="comparable_to", pk=pk) for pk in (first, second))
    pair = comparing.of_two(one, other, actor=request.user)
    if pair is None:
        raise Http404
    return pair


def _comparing(request: HttpRequest, pair: Twins, form: Form) -> HttpResponse:
    kept, gone = pair.staying
    shown: dict[str, Any] = {
        "pair": pair,
        "kept": kept,
        "gone": gone,
        "apart": comparing.set_apart_before(pair.first, pair.second),
        "deeds": access.pair_deeds(request.user, pair.first, pair.second),
        "rule": queries.IDENTITY_RULE,
    }
    return form_page(request, "companies/compare.html", form, **shown)


def _told(request: HttpRequest, row: Merge) -> dict[str, Any]:
    return {
        "merge": row,
        "facts": comparing.facts_before(row),
        "left": comparing.left_words(row),
        "counts": comparing.in_sight([row.kept_id], actor=request.user).get(row.kept_id, []),
        "kept_is_known": queries.is_visible(row.kept, actor=request.user),
        "deeds": access.merge_deeds(request.user, row),
    }
