from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries, seating
from madoguchi.desk.consultations.forms.thread import FileForm
from madoguchi.desk.consultations.models import Attachment
from madoguchi.desk.consultations.views.page import case_for, deed_page
from madoguchi.foundation.access.doors import reads, receives, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, typed
from madoguchi.foundation.vault.opened import open_keyring
from madoguchi.foundation.vault.uploads import SealingReceiver


def _into(request: HttpRequest, number: str) -> SealingReceiver:
    row, now = case_for(request, number, access.ATTACH), timezone.now()
    return SealingReceiver(Attachment, seating.case_box(row, keys=open_keyring(request.user), at=now), at=now)


@receives(access.ATTACH, into=_into)
def attach(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.ATTACH)
    form = FileForm(typed(request), request.FILES or None)
    deed = partial(actions.attach, consultation=row)
    return deed_page(request, row, form, deed, title=_("ファイルを加える"), button=_("加える"))


@reads(access.FILES)
def download(request: HttpRequest, number: str, file: UUID) -> StreamingHttpResponse:
    row = case_for(request, number, access.FILES)
    answer = queries.file_of(row, file, actor=request.user)
    written_look(queries.READ_FILE, row, request.user)
    return answer


@writes(access.ATTACH)
def remove_file(request: HttpRequest, number: str, file: UUID) -> HttpResponse:
    row = case_for(request, number, access.ATTACH)
    held = get_object_or_404(row.attachments.all(), pk=file)
    deed = partial(actions.remove_file, file=held)
    return deed_page(request, row, ConfirmForm(typed(request)), deed, title=_("ファイルを消す"))
