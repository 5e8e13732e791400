"""引き出し — how a room uses the door, the receiver, the field, the row and the download."""

from django import forms
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone

from madoguchi.foundation.access.doors import reads, receives
from madoguchi.foundation.access.forms import done, stamp, typed
from madoguchi.foundation.access.rules import SIGNED_IN
from madoguchi.foundation.vault import downloads, uploads
from madoguchi.foundation.vault.models import Box
from madoguchi.foundation.vault.opened import keys_of
from tests.filing.models import Paper


class PaperForm(forms.Form):
    note = forms.CharField(max_length=100)
    file = uploads.UploadField(required=False)
    other = uploads.UploadField(required=False)


def _box(request, pk):
    found = Box.objects.filter(pk=pk, seats__person=request.user.pk, seats__left_at=None).first()
    if found is None:
        raise Http404
    return found


def _into(request, pk):
    return uploads.SealingReceiver(Paper, _box(request, pk), at=timezone.now())


@receives(SIGNED_IN, into=_into)
def put(request, pk):
    _box(request, pk)
    form = PaperForm(typed(request), request.FILES or None)
    if done(form, lambda: _put(form.cleaned_data, **stamp(request))):
        return redirect("filing:put", pk)
    return HttpResponse(f"{get_token(request)}\n{form.errors}", status=422 if form.is_bound else 200)


def _put(said, *, by, at):
    for field in ("file", "other"):
        if said[field]:
            row = Paper(note=said["note"])
            uploads.take(said[field], row, at=at)
            row.save(force_insert=True)


@reads(SIGNED_IN)
def get(request, pk):
    return downloads.download(Paper.objects.get(pk=pk), keys_of(request.user))
