from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from madoguchi.company.assets import acceptances, access, actions, contamination, queries
from madoguchi.company.assets.contamination import Finding, Group
from madoguchi.company.assets.models import Acceptance, Holder
from madoguchi.company.assets.people import labels_of
from madoguchi.company.assets.tidy_forms import AcceptForm
from madoguchi.company.assets.views import room_for
from madoguchi.company.assets.words import Alert
from madoguchi.company.grants.queries import looked
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.vault.looks import Look

LARGEST_ID = 2**63 - 1


@reads(access.CHECK)
def contamination_page(request: HttpRequest, room: int) -> HttpResponse:
    """混ざりの点検 — what is to be seen to; then what is left knowingly, of what the reader sees."""
    here, day = room_for(request, room, access.CHECK), queries.today()
    rows, left = queries.register(here, actor=request.user), acceptances.accepted(here, day)
    page = acceptances.listed(here, rows, day, left=left, actor=request.user, after=request.GET.get("after", ""))
    kept = acceptances.shown(page.rows, actor=request.user)
    if any(one.reason and one.reason.look is Look.OPEN for one in kept):
        looked(acceptances.READ_REASONS, here, request.user)
    shown = {
        "room": here,
        "day": day,
        "groups": _groups(request, here, contamination.groups(rows, day, left)),
        "accepted": kept,
        "is_closed": any(one.reason and one.reason.look is Look.CLOSED for one in kept),
        "pager": neighbours(page),
    }
    return render(request, "assets/contamination.html", shown)


@writes(access.ACCEPT)
def accept(request: HttpRequest, room: int, alert: str, subject: int) -> HttpResponse:
    here, day = room_for(request, room, access.ACCEPT), queries.today()
    if alert not in Alert.values or subject > LARGEST_ID:
        raise Http404
    form = AcceptForm(typed(request), today=day)
    said: dict[str, Any] = {"organisation": here, "alert": alert, "subject": subject}
    if done(form, lambda: actions.accept(**said, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("承知のうえで残しました。下の一覧に移りました。"))
        return redirect("assets:contamination", here.pk)
    about = acceptances.name_in(here, alert, subject, day)
    return form_page(request, "assets/accept.html", form, room=here, alert=Alert(alert), about=about)


@writes(access.ACCEPT)
def withdraw(request: HttpRequest, room: int, acceptance: UUID) -> HttpResponse:
    here = room_for(request, room, access.ACCEPT)
    row = visible_or_404(Acceptance, request.user, pk=acceptance, organisation=here.pk)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.withdraw(acceptance=row, **stamp(request))):
        messages.success(request, _("点検に戻しました。"))
        return redirect("assets:contamination", here.pk)
    return form_page(request, "assets/withdraw.html", form, room=here, alert=Alert(row.alert))


def _groups(request: HttpRequest, room: Organisation, groups: list[Group]) -> list[tuple[Group, list[dict[str, Any]]]]:
    """Beside each finding the deeds that lead out, and what was accepted before and is told again."""
    people = [one.subject for group in groups for one in group.findings if isinstance(one.subject, Holder)]
    labels, lapsed = labels_of(people), acceptances.lapsed(room, groups, actor=request.user)

    def told(finding: Finding) -> dict[str, Any]:
        return {
            "finding": finding,
            "name": acceptances.name_of(finding, labels),
            "lines": [(line, access.ways_out(request.user, finding.alert, line)) for line in finding.lines],
            "deeds": access.finding_deeds(request.user, room, finding),
            "lapsed": lapsed.get((finding.alert.value, finding.subject.pk)),
        }

    return [(group, [told(one) for one in group.findings]) for group in groups]
