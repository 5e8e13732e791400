from functools import partial
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.logbooks import access, actions, queries, settling
from madoguchi.desk.logbooks.forms import KEEP_EARLIER, FileForm, ReadingForm, SettleForm
from madoguchi.desk.logbooks.importing import Reading, content_of, read
from madoguchi.desk.logbooks.labels import OWN
from madoguchi.desk.logbooks.models import Logbook, LogbookFile, Step, TakenRow
from madoguchi.desk.logbooks.staging import rehearse
from madoguchi.foundation.access.doors import reads, receives, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, refusals_on, stamp, typed
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.templatetags.japanese import moment
from madoguchi.foundation.papers.sheets import XLSX, xlsx_file
from madoguchi.foundation.vault.boxes import own_box
from madoguchi.foundation.vault.opened import keys_of
from madoguchi.foundation.vault.uploads import SealingReceiver


@reads(access.TAKE_IN)
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "logbooks/index.html", {"logbooks": queries.logbooks(actor=request.user)[: queries.SHOWN]})


def _into(request: HttpRequest) -> SealingReceiver:
    now = timezone.now()
    return SealingReceiver(LogbookFile, own_box(request.user, at=now), at=now)


@receives(access.TAKE_IN, into=_into)
def receive(request: HttpRequest) -> HttpResponse:
    """記録簿を渡す — sealed while it comes in."""
    form = FileForm(typed(request), request.FILES or None, offices=queries.offices(actor=request.user))
    received: list[Logbook] = []

    def deed() -> None:
        label = _("%(at)s に受け取った記録簿") % {"at": moment(timezone.now())}
        received.append(actions.receive(**form.cleaned_data, label=label, **stamp(request)))

    if done(form, deed):
        return redirect("logbooks:read", received[0].pk)
    return form_page(request, "logbooks/receive.html", form)


@writes(access.TAKE_IN, at_one_go=False)
def read_file(request: HttpRequest, logbook: int) -> HttpResponse:
    """読み方を確かめる — says what would become of each row, as often as one likes; then takes it in."""
    row = visible_or_404(Logbook, request.user, pk=logbook)
    if not queries.is_readable(row):
        return redirect(row)
    content = content_of(row.file, keys_of(request.user))
    try:
        with read(content, office=row.office) as found:
            return _understood(request, row, found)
    except Refusal as refusal:
        return render(request, "logbooks/unreadable.html", {"logbook": row, "refusal": str(refusal)}, status=422)


def _understood(request: HttpRequest, logbook: Logbook, found: Reading) -> HttpResponse:
    form = ReadingForm(typed(request), found=found)
    page: dict[str, Any] = {"logbook": logbook, "found": found, "tally": None}
    page["remarks"] = found.told_of_tables(form.chosen)
    if not form.is_valid():
        return form_page(request, "logbooks/read.html", form, **page)
    rows = found.outcomes(form.mapping(), is_under_way=form.cleaned_data["is_under_way"])
    if "take" not in request.POST:
        page["tally"] = rehearse(logbook, rows, at=timezone.now())
        return render(request, "logbooks/read.html", page | {"form": form})
    with refusals_on(form):
        said = found.understood(form.mapping())
        return redirect(actions.take_in(logbook=logbook, outcomes=rows, **said, **stamp(request)))
    return form_page(request, "logbooks/read.html", form, **page)


@reads(access.TAKE_IN)
def detail(request: HttpRequest, logbook: int) -> HttpResponse:
    row = visible_or_404(Logbook, request.user, pk=logbook)
    page: dict[str, Any] = {"logbook": row, "progress": queries.progress(row)}
    if not getattr(request, "htmx", False):
        page["rows"] = queries.to_look_at(row, actor=request.user)
        page["deeds"] = access.deeds(request.user, row)
        return render(request, "logbooks/detail.html", page)
    answer = render(request, "logbooks/_progress.html", page)
    answer["HX-Refresh"] = "false" if row.is_busy else "true"
    return answer


@reads(access.TAKE_IN)
def fates(request: HttpRequest, logbook: int) -> FileResponse:
    """行ごとの結果 — a sheet to mend and to take in again."""
    row = visible_or_404(Logbook, request.user, pk=logbook)
    columns, rows = queries.fates(row, actor=request.user)
    if len(columns) > len(OWN):
        written_look(queries.READ_ROWS, row, request.user)
    year = f"{row.year}年度" if row.year else ""  # for days that don't tell it
    answer = FileResponse(xlsx_file(columns, rows, name=year), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="logbook-{row.pk}.xlsx"'
    return answer


@writes(access.TAKE_IN)
def settle(request: HttpRequest, logbook: int, row: int) -> HttpResponse:
    """食い違いを決める — the row beside the consultation that has its number."""
    held = visible_or_404(Logbook, request.user, pk=logbook)
    rivals = queries.rivals(held, row, actor=request.user)
    if rivals is None:
        return redirect(held)
    if rivals.cells:
        written_look(queries.READ_ROWS, held, request.user)
    form = SettleForm(typed(request), initial={"number": f"{rivals.row.number}-2"})
    if done(form, lambda: _settle(rivals.row, form, request)):
        return redirect(held)
    return form_page(request, "logbooks/settle.html", form, logbook=held, rivals=rivals)


def _settle(row: TakenRow, form: SettleForm, request: HttpRequest) -> None:
    if form.cleaned_data["which"] == KEEP_EARLIER:
        settling.keep_earlier(row=row, **stamp(request))
    else:
        settling.take_separately(row=row, number=form.cleaned_data["number"], **stamp(request))


@writes(access.TAKE_IN)
def discard(request: HttpRequest, logbook: int) -> HttpResponse:
    row = visible_or_404(Logbook, request.user, pk=logbook)
    text = _("渡された記録簿を消します。まだ何も取り込まれていません。")
    return _confirmed(request, row, actions.discard, title=_("取り込みをやめる"), text=text, button=_("やめて消す"))


@writes(access.TAKE_IN)
def undo(request: HttpRequest, logbook: int) -> HttpResponse:
    row = visible_or_404(Logbook, request.user, pk=logbook)
    text = _(
        "この記録簿から取り込んだ相談を、すべて取り消します。すぐに見えなくなり、続いて消えます。"
        "取り込んだあとに対応や訂正を加えた相談があるときは、取り消せません。"
    )
    return _confirmed(request, row, actions.undo, title=_("取り込みを取り消す"), text=text, button=_("全部取り消す"))


@writes(access.TAKE_IN)
def resume(request: HttpRequest, logbook: int) -> HttpResponse:
    """続きを進める — a reading that was cut off has nothing to go on from: it begins anew."""
    row = visible_or_404(Logbook, request.user, pk=logbook)
    if row.step != Step.STAGING:
        text = _("途中で止まっているとき、止まったところから続けます。")
        return _confirmed(request, row, actions.resume, title=_("続きを進める"), text=text, button=_("続ける"))
    text = _(
        "読み取りが途中で止まっているとき、渡されたファイルをはじめから読み直します。読み方は、もう一度確かめてください。"
    )
    return _confirmed(request, row, actions.read_again, title=_("はじめから読み直す"), text=text, button=_("読み直す"))


def _confirmed(request: HttpRequest, logbook: Logbook, action: Any, **shown: str) -> HttpResponse:
    form = ConfirmForm(typed(request))
    if done(form, partial(action, logbook=logbook, **stamp(request))):
        return redirect("logbooks:index")
    return form_page(request, "logbooks/confirm.html", form, logbook=logbook, **shown)
