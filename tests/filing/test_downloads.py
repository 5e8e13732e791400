"""A file leaves as an attachment, whole or visibly broken; what nobody owns is swept."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault import factories, pocket, tasks
from madoguchi.foundation.vault.errors import Misplaced, NotYours
from tests.filing.models import Paper

CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def row(browser, drawer):
    browser.post(drawer.address, {"note": "x", "file": SimpleUploadedFile('製法<b>".html', CONTENT)})
    return Paper.objects.get()


@pytest.fixture
def fetch(drawer):
    """Opens the address of a row, with the keys in the session."""

    def get(row, person=None, keys=None):
        browser = drawer.client(person)
        visit = SimpleNamespace(session=browser.session)
        pocket.put(visit, keys or drawer.keys, at=timezone.now())
        visit.session.save()
        browser.cookies[pocket.COOKIE] = visit.keyring_cookie
        return browser.get(reverse("filing:get", args=[row.pk]))

    return get


def test_a_file_is_always_an_attachment_that_no_browser_opens(fetch, row):
    answer = fetch(row)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Disposition"] == ("attachment; filename*=utf-8''%E8%A3%BD%E6%B3%95%3Cb%3E%22.html")
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer) == CONTENT


def test_a_download_asks_the_database_nothing_while_it_runs(fetch, row, django_assert_num_queries):
    answer = fetch(row)
    with django_assert_num_queries(0):
        assert sum(map(len, answer)) == len(CONTENT)


def test_without_open_keys_nothing_leaves(drawer, row):
    answer = drawer.client().get(reverse("filing:get", args=[row.pk]))
    assert (answer.status_code, answer.headers["Location"].startswith("/keys/")) == (302, True)


def test_whoever_has_no_seat_opens_nothing(fetch, row):
    stranger = factories.unlocked(people.person())
    with pytest.raises(NotYours):
        fetch(row, stranger, stranger.open_keyring)


def rewrite(row, content):
    default_storage.delete(row.stored)
    default_storage.save(row.stored, ContentFile(content))


def test_a_ciphertext_that_was_cut_breaks_the_answer(fetch, row, ciphertext):
    rewrite(row, ciphertext(row)[:-100_000])
    out = []
    with pytest.raises(Misplaced):
        out.extend(fetch(row))
    assert sum(map(len, out)) < len(CONTENT)


def test_a_ciphertext_put_under_another_row_opens_nothing(fetch, row, browser, drawer):
    browser.post(drawer.address, {"note": "y", "file": SimpleUploadedFile("b", b"b")})
    other = Paper.objects.exclude(pk=row.pk).get()
    Paper.objects.filter(pk=other.pk).delete()
    Paper.objects.filter(pk=row.pk).update(stored=other.stored)
    with pytest.raises(Misplaced):
        fetch(row)


def test_a_lost_ciphertext_is_told_with_a_sentence(fetch, row):
    default_storage.delete(row.stored)
    answer = fetch(row)
    assert (answer.status_code, "ファイルが見つかりません" in answer.content.decode()) == (409, True)


def age(name, **past):
    moment = (timezone.now() - timedelta(**past)).timestamp()
    os.utime(default_storage.path(name), (moment, moment))


def test_what_nobody_owns_is_swept_after_a_day_and_what_has_a_row_stays(row, stored):
    left = default_storage.save("sealed/left.age", ContentFile(b"cut off"))
    tasks.sweep_files(at=timezone.now())
    assert stored() == 2
    for name in (left, row.stored):
        age(name, days=1, seconds=5)
    tasks.sweep_files(at=timezone.now())
    assert (stored(), default_storage.exists(row.stored)) == (1, True)
    tasks.sweep_files(at=timezone.now())


def test_before_the_first_file_there_is_nothing_to_sweep(drawer):
    tasks.sweep_files(at=timezone.now())


def test_a_file_whose_row_was_deleted_is_swept_too(row, stored):
    age(row.stored, days=2)
    row.delete()
    tasks.sweep_files(at=timezone.now())
    assert stored() == 0
