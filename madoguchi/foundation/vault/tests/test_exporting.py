"""An export opens without us: with one's own key and the standard tool."""

import json
import re
import subprocess
from io import BytesIO
from zipfile import ZipFile

import pyrage
import pytest
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import factories, sealing
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.errors import NoKeyYet, NotYours
from madoguchi.foundation.vault.exporting import Payload, export, key_file
from madoguchi.foundation.vault.models import Box
from madoguchi.foundation.vault.sealing import Place
from madoguchi.foundation.vault.tests import people

pytestmark = pytest.mark.django_db
TEXTS = ["最初の相談。".encode(), b"\x00\x01 begins with a zero", b"", "後から来た話".encode() * 1000]


@pytest.fixture
def payloads(box, person, seat, now):
    """Two texts before somebody left, and two after."""
    owner, goes = person(), person()
    seat(box, owner, goes)
    made = [payload(box, "1", TEXTS[0], now), payload(box, "22", TEXTS[1], now)]
    seat(box, owner)
    return owner, [*made, payload(box, "333", TEXTS[2], now), payload(box, "4", TEXTS[3], now)]


def payload(box, row, text, now):
    generation = writing_generation(box, at=now)
    place = Place("rooms.Row.text", row, box.pk, generation.number)
    sealed = sealing.seal(text, place, generation.public)
    return Payload(place, [sealed[:50], memoryview(sealed)[50:]])


@pytest.fixture
def exported(payloads, now, tmp_path):
    """The folder where it was unpacked, with the person's key beside."""
    owner, rows = payloads
    zipped = b"".join(export(rows, owner.open_keyring, at=now))
    (tmp_path / "export.zip").write_bytes(zipped)
    with ZipFile(tmp_path / "export.zip") as archive:
        archive.extractall(tmp_path)
    (tmp_path / "my-key.txt").write_text(key_file(owner.open_keyring, at=now))
    return tmp_path


def test_the_manifest_leads_from_ones_own_key_to_every_text(exported):
    own = identity_in((exported / "my-key.txt").read_text())
    opened = []
    for line in json.loads((exported / "manifest.json").read_text())["files"]:
        key = identity_in(pyrage.decrypt((exported / line["key"]).read_bytes(), [own]).decode())
        raw = pyrage.decrypt((exported / line["file"]).read_bytes(), [key])
        assert raw.startswith(line["place"].encode() + b"\x00")
        opened.append(raw[line["context_bytes"] :])
    assert opened == TEXTS


def identity_in(text):
    (secret,) = re.findall(r"^AGE-SECRET-KEY-\w+$", text, re.MULTILINE)
    return Identity.from_str(secret)


def test_each_key_stands_once_and_for_the_person_alone(exported, payloads):
    _owner, rows = payloads
    keys = sorted((exported / "keys").iterdir())
    assert [key.name for key in keys] == [f"{rows[0].place.box}-{number}.age" for number in (1, 2)]
    for key in keys:
        assert key.read_bytes().count(b"\n-> X25519 ") == 1


def test_the_payloads_are_unchanged_and_nothing_stands_open(exported, payloads):
    _owner, rows = payloads
    assert [(exported / f"000{n}.age").read_bytes() for n in (1, 2, 3, 4)] == [b"".join(row.sealed) for row in rows]
    with ZipFile(exported / "export.zip") as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert TEXTS[0] not in everything
    assert b"AGE-SECRET-KEY-" not in everything


def test_who_may_not_open_it_exports_nothing(payloads, person, seat, now):
    owner, rows = payloads
    box = Box.objects.get(pk=rows[0].place.box)
    outsider, late = person(), factories.unlocked(people.person())
    seat(box, owner, late)
    for keys, refusal in ((outsider.open_keyring, NotYours), (late.open_keyring, NoKeyYet)):
        with pytest.raises(refusal):
            export(rows, keys, at=now)


def test_it_goes_out_piece_by_piece(payloads, now):
    owner, rows = payloads
    asked, out = [], []
    pieces = (asked.append(sum(map(len, out))) or b"x" * 100_000 for _ in range(5))
    for piece in export([*rows, Payload(rows[0].place, pieces)], owner.open_keyring, at=now):
        out.append(piece)
    assert asked == sorted(set(asked)), "each piece goes out before the next is asked for"
    assert max(map(len, out)) < 110_000
    with ZipFile(BytesIO(b"".join(out))) as archive:
        assert archive.testzip() is None
        assert archive.getinfo("0005.age").file_size == 500_000


def test_what_is_not_sealed_stands_beside_it(payloads, now):
    owner, rows = payloads
    zipped = b"".join(export(rows, owner.open_keyring, beside={"case.txt": "受付番号"}, at=now))
    with ZipFile(BytesIO(zipped)) as archive:
        assert archive.read("case.txt").decode() == "受付番号"


def test_an_export_of_nothing_explains_itself_all_the_same(person, now):
    with ZipFile(BytesIO(b"".join(export([], person().open_keyring, at=now)))) as archive:
        assert "sh open.sh my-key.txt" in archive.read("README.txt").decode()


@pytest.mark.slow
def test_the_commands_of_the_readme_open_the_first_text_with_the_age_tool(exported):
    readme = (exported / "README.txt").read_text()
    commands = re.findall(r"^    ((?:age|tail) .+)$", readme, re.MULTILINE)
    assert len(commands) == 6, "three in Japanese, and the same three in English"
    assert commands[:3] == commands[3:]
    for command in commands[:3]:
        subprocess.run(command, shell=True, check=True, cwd=exported)
    assert (exported / "0001.txt").read_bytes() == TEXTS[0]
    (exported / "0001.txt").unlink()
    (without_tail,) = set(re.findall(r"^    (python3 .+)$", readme, re.MULTILINE))
    subprocess.run(without_tail, shell=True, check=True, cwd=exported)
    assert (exported / "0001.txt").read_bytes() == TEXTS[0]


@pytest.mark.slow
def test_the_script_opens_everything_with_the_age_tool(exported):
    subprocess.run(["sh", "open.sh", "my-key.txt"], check=True, cwd=exported)
    opened = sorted((exported / "opened").iterdir())
    assert [file.name for file in opened] == ["0001.txt", "0002.txt", "0003.txt", "0004.txt"]
    assert [file.read_bytes() for file in opened] == TEXTS
