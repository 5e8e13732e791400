"""What is sent comes in sealed, or not at all."""

import errno
import io
import os

import pytest
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pyrage import decrypt

from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault import boxes, downloads, factories, rows, sealing, uploads
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import BoxKind, Generation
from tests.filing import views
from tests.filing.models import Paper

SECRET = "社外秘の製法".encode()
BOUNDARY = "piece"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def file(name="製法.docx", content=SECRET):
    return SimpleUploadedFile(name, content)


def send(browser, drawer, **fields):
    return browser.post(drawer.address, {"note": "覚え", **fields})


def raw(*headed, note="覚え"):
    """A body as no browser would write it: (header lines, content) of each part."""
    parts = [(b'Content-Disposition: form-data; name="note"', note.encode()), *headed]
    body = b"".join(b"--%s\r\n%s\r\n\r\n%s\r\n" % (BOUNDARY.encode(), head, content) for head, content in parts)
    return body + b"--%s--\r\n" % BOUNDARY.encode()


def named(header):
    return b'Content-Disposition: form-data; name="file"; ' + header, SECRET


def send_raw(browser, drawer, body):
    wire = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": MULTIPART}
    return browser.post(drawer.address, **wire)


def read(row, drawer):
    """(name, content) for whoever has the keys."""
    return rows.unseal(row, drawer.keys)["name"], b"".join(downloads.opened(row, drawer.keys))


@pytest.mark.parametrize("content", [b"", b"x", SECRET, bytes(70_000), bytes(600_000)], ids=len)
def test_a_file_comes_back_as_it_was_sent(browser, drawer, content):
    assert send(browser, drawer, file=file(content=content)).status_code == 302
    row = Paper.objects.get()
    assert (row.size, row.note, row.box) == (len(content), "覚え", drawer.box)
    assert read(row, drawer) == ("製法.docx", content)


def test_the_ciphertext_is_plain_age_under_a_name_that_tells_nothing(browser, drawer, ciphertext):
    send(browser, drawer, file=file())
    row = Paper.objects.get()
    identity = identity_of(Generation.objects.get(), drawer.keys)
    assert decrypt(ciphertext(row), [identity]).endswith(SECRET)
    assert "製法" not in row.stored
    assert str(row.pk) not in row.stored


def test_only_its_owner_may_open_the_ciphertext_on_the_disk(browser, drawer):
    send(browser, drawer, file=file())
    path = default_storage.path(Paper.objects.get().stored)
    assert [oct(os.stat(one).st_mode)[-3:] for one in (path, os.path.dirname(path))] == ["600", "700"]


def test_two_files_in_two_fields_become_two_rows(browser, drawer, stored):
    assert send(browser, drawer, file=file("一.txt"), other=file("二.txt")).status_code == 302
    assert {read(row, drawer)[0] for row in Paper.objects.all()} == {"一.txt", "二.txt"}
    assert stored() == 2


def test_a_second_file_in_one_field_is_refused_and_nothing_kept(browser, drawer, stored):
    answer = send(browser, drawer, file=[file("一.txt"), file("二.txt")])
    assert answer.status_code == 422
    assert "一つの欄に送れるファイルは一つです" in answer.content.decode()
    assert stored() == 0


def test_too_many_files_are_refused_and_nothing_kept(browser, drawer, stored, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = send(browser, drawer, a=file(), b=file(), c=file())
    assert (answer.status_code, stored()) == (400, 0)


def test_a_form_that_is_not_in_order_keeps_no_file(browser, drawer, stored):
    assert browser.post(drawer.address, {"file": file()}).status_code == 422
    assert stored() == 0


def test_a_field_that_nobody_asked_for_keeps_no_file(browser, drawer, stored):
    assert send(browser, drawer, unknown=file()).status_code == 302
    assert (stored(), Paper.objects.count()) == (0, 0)


def test_a_deed_that_fails_keeps_no_file(drawer, stored, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(views, "_put", fail)
    answer = send(drawer.client(raise_request_exception=False), drawer, file=file())
    assert (answer.status_code, stored()) == (500, 0)


def test_a_file_that_is_too_big_is_refused_with_a_sentence_and_nothing_kept(browser, drawer, stored, settings):
    settings.SEALED_FILE_MOST = 100_000
    answer = send(browser, drawer, file=file(content=bytes(600_000)))
    assert answer.status_code == 422
    assert "ファイルが大きすぎます" in answer.content.decode()
    assert stored() == 0
    assert send(browser, drawer, file=file(content=bytes(100_000))).status_code == 302


def test_a_body_beyond_all_measure_is_not_even_read(browser, drawer, stored, settings):
    settings.UPLOAD_MOST = 1000
    answer = send(browser, drawer, file=file(content=bytes(2000)))
    assert answer.status_code == 413
    assert "送られたものが大きすぎます" in answer.content.decode()
    assert stored() == 0


class FullStorage:
    """The disk is full once this many bytes are written."""

    def __init__(self, room):
        self.room = room

    def write(self, piece):
        self.room -= len(piece)
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(piece)

    def flush(self):
        pass

    def close(self):
        pass


@pytest.mark.parametrize("room", [0, 100_000])
def test_a_full_disk_is_told_with_a_sentence_and_nothing_kept(browser, drawer, stored, monkeypatch, room):
    monkeypatch.setattr(FileSystemStorage, "_open", lambda _storage, _name, _mode: File(FullStorage(room)))
    answer = send(browser, drawer, file=file(content=bytes(900_000)))
    assert answer.status_code == 422
    assert "保管場所がいっぱい" in answer.content.decode()
    assert stored() == 0


def test_without_anybody_who_has_a_key_a_file_is_refused_with_a_sentence(browser, drawer, stored):
    empty = boxes.box_of("test:nobody", BoxKind.CASE, at=timezone.now())
    newcomer = people.person()
    boxes.reseat(empty, boxes.Seated(frozenset([newcomer.pk])), at=timezone.now())
    answer = drawer.client(newcomer).post(f"/filing/{empty.pk}/", {"note": "x", "file": file()})
    assert answer.status_code == 422
    assert "鍵を持つ人がまだいない" in answer.content.decode()
    assert stored() == 0


def test_a_box_without_generation_gets_its_first_one(drawer):
    fresh = boxes.box_of("test:fresh", BoxKind.CASE, at=timezone.now())
    fresh.seats.create(person=drawer.person, taken_at=timezone.now())
    answer = drawer.client().post(f"/filing/{fresh.pk}/", {"note": "x", "file": file()})
    assert (answer.status_code, fresh.generations.count()) == (302, 1)


class Touchy:
    """A body that must not be touched."""

    def read(self, *_size):
        raise AssertionError("the body was read")

    readline = read


UNREAD = {"wsgi.input": Touchy(), "CONTENT_LENGTH": "1000", "CONTENT_TYPE": MULTIPART}


def test_of_what_somebody_out_of_sight_sends_no_byte_is_read(drawer):
    stranger = people.person()
    assert drawer.client(stranger).post(drawer.address, **UNREAD).status_code == 404


def test_of_what_somebody_not_signed_in_sends_no_byte_is_read(drawer, client):
    answer = client.post(drawer.address, **UNREAD)
    assert (answer.status_code, "/sign-in/" in answer.headers["Location"]) == (302, True)


def test_of_what_another_site_sends_no_byte_is_read(drawer):
    browser = drawer.client(enforce_csrf_checks=True)
    assert browser.post(drawer.address, **UNREAD, HTTP_ORIGIN="https://elsewhere.example").status_code == 403


def test_without_the_token_of_the_page_nothing_is_kept(drawer, stored):
    browser = drawer.client(enforce_csrf_checks=True)
    assert send(browser, drawer, file=file()).status_code == 403
    token = browser.get(drawer.address).content.decode().split()[0]
    assert send(browser, drawer, file=file(), csrfmiddlewaretoken="x" * 64).status_code == 403
    assert stored() == 0
    assert send(browser, drawer, csrfmiddlewaretoken=token, file=file()).status_code == 302


def _meanwhile(monkeypatch, deed):
    """Something happens while the file is coming in."""
    write = uploads.Upload.write

    def slowly(upload, piece):
        deed()
        return write(upload, piece)

    monkeypatch.setattr(uploads.Upload, "write", slowly)


def test_whoever_loses_the_seat_while_sending_leaves_nothing(browser, drawer, stored, monkeypatch):
    _meanwhile(monkeypatch, lambda: drawer.seat(factories.unlocked(people.person())))
    assert send(browser, drawer, file=file()).status_code == 404
    assert stored() == 0


def test_whoever_is_disabled_while_sending_leaves_nothing(browser, drawer, stored, monkeypatch):
    now = timezone.now()
    disable = type(drawer.person).objects.filter(pk=drawer.person.pk).update
    _meanwhile(monkeypatch, lambda: disable(is_active=False, disabled_at=now))
    assert send(browser, drawer, file=file()).status_code == 403
    assert stored() == 0


def test_whoever_signs_out_while_sending_leaves_nothing(browser, drawer, stored, monkeypatch):
    _meanwhile(monkeypatch, browser.session.delete)
    assert send(browser, drawer, file=file()).status_code in (400, 403)
    assert stored() == 0


def test_what_was_sealed_for_seats_of_yesterday_is_sent_again(browser, drawer, monkeypatch):
    """Somebody else leaves: the next thing put in has a new key, and the file must have it too."""
    other = factories.unlocked(people.person())
    drawer.seat(drawer.person, other)
    _meanwhile(monkeypatch, lambda: drawer.seat(drawer.person))
    answer = send(browser, drawer, file=file())
    assert (answer.status_code, "もう一度お送りください" in answer.content.decode()) == (422, True)


NAMES = {
    b'filename="../../etc/passwd"': "passwd",
    rb'filename="C:\\temp\\a.doc"': "a.doc",
    'filename="見積　最終.xlsx"'.encode(): "見積　最終.xlsx",
    'filename="か\u3099.txt"'.encode(): "が.txt",
    'filename="a\u202etxt.exe"'.encode(): "atxt.exe",
    b'filename="a\x00b.txt"': "ab.txt",
    b'filename="<script>alert(1)</script>.html"': "script>.html",
    b'filename="<b>x&amp;.html"': "<b>x&amp;.html",
    b'filename=".."': "無題",
    b'filename="\xe2\x80\x8f"': "無題",
    b"filename*=UTF-8''%E8%A3%BD%E6%B3%95.txt": "製法.txt",
    b"filename*=raw_unicode_escape''%5Cud800.txt": "",
    b'filename="\xed\xa0\x80.txt"': "",
    b"filename*=no-such-charset''x.txt": "",
    b'filename="\x90\xbb.txt"': "",
}


@pytest.mark.parametrize(("header", "name"), NAMES.items())
def test_hostile_names_are_made_harmless_or_the_part_is_no_file(browser, drawer, header, name):
    assert send_raw(browser, drawer, raw(named(header))).status_code == 302
    assert [read(row, drawer) for row in Paper.objects.all()] == ([(name, SECRET)] if name else [])


@pytest.mark.parametrize("length", [256, 300, 900])
def test_a_long_name_is_cut_in_the_middle(browser, drawer, length):
    header = b'filename="' + b"a" * length + b'.docx"'
    assert send_raw(browser, drawer, raw(named(header))).status_code == 302
    name, _content = read(Paper.objects.get(), drawer)
    assert (len(name), name[-10:], "…" in name) == (255, "aaaaa.docx", True)


def test_a_name_beyond_all_measure_is_a_clear_answer(browser, drawer, stored):
    answer = send_raw(browser, drawer, raw(named(b'filename="' + b"a" * 5000 + b'"')))
    assert (answer.status_code, stored()) == (400, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a<script>alert(1)</script>",
        b"%PDF-1.7 PK\x03\x04",
        b"\x00" * 1000,
        b"\r\n--piece-not\r\n",
        b"PK\x03\x04" + bytes(10_000_000),
    ],
    ids=["html", "polyglot", "NUL", "boundary", "bomb"],
)
def test_hostile_contents_are_only_bytes(browser, drawer, content):
    assert send(browser, drawer, file=file(content=content)).status_code == 302
    assert read(Paper.objects.get(), drawer)[1] == content


def test_base64_comes_in_decoded_and_broken_base64_not_at_all(browser, drawer, stored):
    head = b'Content-Disposition: form-data; name="file"; filename="a"\r\nContent-Transfer-Encoding: base64'
    assert send_raw(browser, drawer, raw((head, b"QUJD"))).status_code == 302
    assert read(Paper.objects.get(), drawer) == ("a", b"ABC")
    assert send_raw(browser, drawer, raw((head, b"QUJ"))).status_code == 400
    assert stored() == 1


@pytest.mark.parametrize("address", ["/sign-in/", "/consultations/log/"])
def test_every_other_page_refuses_files(browser, drawer, stored, address):
    answer = browser.post(address, {"login": "x", "password": "x", "file": file()})
    assert (answer.status_code, stored()) == (400, 0) or answer.status_code == 403


def test_sealing_takes_a_file_for_its_own_row_only(drawer):
    generation = boxes.writing_generation(drawer.box, at=timezone.now())
    upload = uploads.Upload(Paper, generation, "a.txt")
    upload.begin()
    upload.write(SECRET)
    upload.finish()
    row = Paper(note="")
    uploads.take(upload, row, at=timezone.now())
    row.stored, other = upload.stored, Paper(note="", box=row.box, generation=row.generation, size=row.size)
    other.stored = row.stored
    assert b"".join(downloads.opened(row, drawer.keys)) == SECRET
    with pytest.raises(sealing.Misplaced):
        downloads.opened(other, drawer.keys)


def test_a_storage_elsewhere_serves_as_well(settings, browser, drawer):
    """Through the interface of storages alone, as an object store has it."""
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    assert send(browser, drawer, file=file(content=bytes(300_000))).status_code == 302
    assert read(Paper.objects.get(), drawer)[1] == bytes(300_000)


def test_the_door_that_receives_shows_its_form_too(browser, drawer):
    assert browser.get(drawer.address).status_code == 200
