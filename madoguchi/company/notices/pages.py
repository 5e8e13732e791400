"""頁の中身 — what the pages about one notice show, and what is told to who reads it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.notices import access, queries
from madoguchi.company.notices.actions import Linked
from madoguchi.company.notices.models import Notice, Recipient
from madoguchi.company.notices.queries import Called, Progress, Proof
from madoguchi.company.notices.slips import slips
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.calendar import in_tokyo
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.papers.sheets import Sheet

USUAL = timedelta(days=14)


def people(request: HttpRequest, row: Notice) -> dict[str, Any]:
    """知らせた相手 — one page of them, each with name, when they opened it, and what may be done."""
    actor, is_waiting = request.user, "waiting" in request.GET
    page = queries.recipients(row, actor=actor, is_waiting=is_waiting, after=request.GET.get("after", ""))
    names, opened = called(row.organisation, page.rows, actor=actor), queries.opened_at(page.rows, row)
    shown = [(one, names[one.pk], opened.get(one.pk), access.recipient_deeds(actor, one)) for one in page.rows]
    pager = neighbours(page, **({"waiting": "1"} if is_waiting else {}))
    closed = any(one.is_closed for one in names.values())
    return {"people": shown, "pager": pager, "is_waiting": is_waiting, "is_closed": closed}


def called(room: Organisation, rows: Iterable[Recipient], *, actor: Any) -> dict[int, Called]:
    """呼び名 — that names were opened is written down."""
    found = queries.called(rows, actor=actor)
    told(room, found.values(), actor=actor)
    return found


def told(room: Organisation, names: Iterable[Called], *, actor: Any) -> None:
    if any(one.name for one in names):
        queries.looked(queries.READ_NAMES, room, actor)


def slip_page(request: HttpRequest, row: Notice, linked: list[Linked]) -> HttpResponse:
    """リンクの用紙 — the only page on which the links stand; no machine on the way keeps it."""
    names = called(row.organisation, [one.recipient for one in linked], actor=request.user)
    home = request.build_absolute_uri(reverse("notices:told"))
    shown = {"room": row.organisation, "notice": row, "slips": slips(linked, names, home)}
    return render(request, "notices/slips.html", shown)


def of_reader(recipient: Recipient) -> dict[str, Any]:
    """読む人の頁 — what to keep, and nothing about anybody else."""
    notice = recipient.notice
    table = queries.read(notice.table)
    return {
        "room": notice.organisation,
        "notice": notice,
        "recipient": recipient,
        "lessons": queries.lessons(table, notice.addressee),
        "overlays": queries.overlays(table, notice.addressee),
        "today": timezone.localdate(),
    }


def evidence_sheets(progress: Iterable[Progress], proofs: Iterable[Proof]) -> list[Sheet]:
    """証拠の表 — what each kind of addressee was told, then everybody."""
    sums: list[list[Any]] = [[_("相手"), _("周知の件数"), _("知らせた人数"), _("読んだ人数"), _("最後に読んだ日")]]
    sums += [[one.label, one.notices, one.asked, one.read, _day(one.last_at)] for one in progress]
    heads = [_("相手"), _("題名"), _("部署"), _("運用表の版"), _("知らせた日"), _("期限"), _("締め切った日")]
    heads += [_("呼び名"), _("名前"), _("読んだ日"), _("初めの正答"), _("問いの数")]
    lines = [_line(proof.notice, *each) for proof in proofs for each in proof.rows]
    return [Sheet(_("まとめ"), sums), Sheet(_("一覧"), [heads, *lines])]


def _line(notice: Notice, row: Recipient, name: Called) -> list[Any]:
    sealed = _("（封がされていて、いまは読めません）") if name.is_closed else name.name
    about: list[Any] = [queries.addressee_of(notice), notice.title, notice.department, notice.table.number]
    about += [_day(notice.opened_at), notice.due_date, _day(notice.closed_at)]
    return [*about, name.label, sealed, _day(row.acknowledged_at), row.right_count, row.asked_count]


def _day(moment: Any) -> Any:
    return in_tokyo(moment).date() if moment else ""
