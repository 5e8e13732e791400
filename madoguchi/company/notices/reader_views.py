"""読む人の扉 — by a personal link without signing in, or as who signed in; the same page for both."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from madoguchi.company.notices import access, actions, limits, pages, queries
from madoguchi.company.notices.forms import AnswersForm
from madoguchi.company.notices.models import Notice, Recipient
from madoguchi.company.notices.questions import questions_of
from madoguchi.foundation.access.doors import reads, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import refusals_on, stamp, typed
from madoguchi.foundation.access.rules import ANYONE
from madoguchi.foundation.core.errors import Refusal

GONE, CROWDED = 410, 429
LINK, SHEET = "notice", "recipient"


@reads(ANYONE)
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the slip. It always leads on, so that it stands in no log and no history of the page itself."""
    request.session.pop(LINK, None)
    held = queries.fingerprint(token)
    if not limits.is_crowded(request) and queries.recipient_by(held):
        request.session[LINK] = held
    return redirect("notices:told")


@writes(ANYONE)
def told(request: HttpRequest) -> HttpResponse:
    """リンクで読む — unknown, renewed, revoked and closed look alike."""
    return _kept_nowhere(_told(request))


@writes(ANYONE)
def told_read(request: HttpRequest) -> HttpResponse:
    """リンクで読みました."""
    recipient = _by_link(request)
    if recipient is None or request.method != "POST":
        return _gone(request) if recipient is None else redirect("notices:told")
    return _kept_nowhere(_acknowledged(request, recipient, recipient.token_hash))


@writes(access.ANSWER)
def answer(request: HttpRequest, room: int, notice: int) -> HttpResponse:
    """サインインして読む."""
    recipient = _own(request, room, notice)
    return _page(request, recipient, link="", home=reverse("notices:answer", args=[room, notice]))


@writes(access.ANSWER)
def acknowledge(request: HttpRequest, room: int, notice: int) -> HttpResponse:
    recipient = _own(request, room, notice)
    if request.method != "POST":
        return redirect("notices:answer", room, notice)
    return _acknowledged(request, recipient, "")


def _told(request: HttpRequest) -> HttpResponse:
    if limits.is_crowded(request):
        return render(request, "notices/crowded.html", status=CROWDED)
    recipient = _by_link(request)
    if recipient is None:
        return _gone(request)
    return _page(request, recipient, link=recipient.token_hash, home=reverse("notices:told"))


def _by_link(request: HttpRequest) -> Recipient | None:
    """Who holds the link; None too where the page that was sent is another person's, opened before in this browser."""
    recipient = queries.recipient_by(request.session.get(LINK, ""))
    if recipient and request.method == "POST" and request.POST.get(SHEET) != str(recipient.pk):
        return None
    return recipient


def _own(request: HttpRequest, room: int, notice: int) -> Recipient:
    row = visible_or_404(Notice, request.user, pk=notice, organisation=room)
    recipient = queries.recipient_of(row, actor=request.user)
    if recipient is None:
        raise Http404
    return recipient


def _page(request: HttpRequest, recipient: Recipient, *, link: str, home: str) -> HttpResponse:
    """The page; answers that are sent lead on where they are right and are explained where they are not."""
    form = AnswersForm(typed(request), questions=questions_of(recipient))
    if form.is_valid():
        with refusals_on(form):
            wrong = actions.answer(recipient=recipient, said=form.said(), link=link, **stamp(request))
            if not wrong:
                messages.success(request, _("全部の答えが合っています。"))
                return redirect(home)
            form.explain(wrong)
    if request.method == "GET":
        written_look(queries.OPENED, recipient, request.user)
    is_passed = recipient.passed_at is not None or not form.fields
    shown = pages.of_reader(recipient) | {"form": form, "is_link": bool(link), "is_passed": is_passed}
    return render(request, "notices/read.html", shown, status=422 if form.errors else 200)


def _acknowledged(request: HttpRequest, recipient: Recipient, link: str) -> HttpResponse:
    try:
        actions.acknowledge(recipient=recipient, link=link, **stamp(request))
        messages.success(request, _("読んだことを会社に伝えました。"))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    if link:
        return redirect("notices:told")
    return redirect("notices:answer", recipient.notice.organisation_id, recipient.notice_id)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/gone.html", status=GONE)


def _kept_nowhere(answer: HttpResponse) -> HttpResponse:
    """Doors for anybody may be kept by a cache; this one not."""
    add_never_cache_headers(answer)
    return answer
