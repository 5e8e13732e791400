"""印 — what was confided lies nowhere in clear: each sealed field holds a marker, and every byte is looked through."""

import base64
import json
import subprocess
import sys
import time

import psycopg
import pytest
from django.apps import apps

from madoguchi.foundation.vault.models import SealedField
from tests.faults.confided import CONFIDED, CUT, GIST, PLANTED
from tests.faults.desk import ROOT, Server
from tests.filing.line import Line
from tests.moving.test_moving import content

pytestmark = pytest.mark.slow
MB = 1_000_000


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request, tmp_path_factory, socket_enabled):
    """An installation where everything was confided and worked with, its temporary files in its own folder."""
    url = request.getfixturevalue("own_database") if request.param == "postgresql" else ""
    folder = tmp_path_factory.mktemp("desk")
    made = Server(folder, url)
    made.environment["TMPDIR"] = str(folder / "tmp")
    (folder / "tmp").mkdir()
    made.folder, made.log_begins = folder, log_position(url) if url else None
    yield made
    made.kill()


def fill(desk):
    """What was printed; all that the processes said goes to a log beside the server's."""
    command = [sys.executable, "-m", "tests.faults.confided", "fill"]
    with (desk.folder / "fill.log").open("wb") as log:
        done = subprocess.run(command, cwd=ROOT, env=desk.environment, stdout=-1, stderr=log, timeout=300, check=False)
    assert done.returncode == 0, (desk.folder / "fill.log").read_text()
    return json.loads(done.stdout)


def cut_an_upload(desk, told):
    """The server is killed with half a file in its hands."""
    desk.start()
    before = len(_ciphertexts(desk))
    line = Line(desk, told)
    line.announce(20 * MB, f"{CUT}.txt")
    line.send(CUT.encode() * (10 * MB // len(CUT)))
    for _look in range(200):
        if len(_ciphertexts(desk)) > before and _ciphertexts(desk)[-1].stat().st_size > MB:
            break
        time.sleep(0.05)
    else:
        raise AssertionError("nothing came in")
    desk.kill()
    line.hang_up()


def _ciphertexts(desk):
    return sorted((desk.folder / "files").rglob("*.age"), key=lambda path: path.stat().st_mtime)


def shapes(marker):
    """As it is, in two bytes a sign, in hexadecimal, and the inner part of its base64 at each of three offsets."""
    plain = marker.encode()
    packed = [base64.b64encode(bytes(shift) + plain)[4:-4] for shift in range(3)]
    return [plain, marker.encode("utf-16-le"), plain.hex().encode(), *packed]


def found(places, markers):
    return {
        (name, marker)
        for name, told in places.items()
        for marker in markers
        if any(shape in told for shape in shapes(marker))
    }


def places(desk, told):
    """Name and bytes: the database, each file of the installation, and what is packed there, unpacked."""
    files = {
        str(path.relative_to(desk.folder)): path.read_bytes() for path in desk.folder.rglob("*") if path.is_file()
    }
    packed = {name: "\n".join(lines).encode() for name, lines in told["decoded"].items()}
    return {"write-ahead log": _log(desk), "database": content(desk), **files, **packed}


def _log(desk):
    """What PostgreSQL has written ahead since the beginning; SQLite's log is one of the files."""
    url = desk.environment["DATABASE_URL"]
    if not url:
        return b""
    (first, start), (last, end) = desk.log_begins, log_position(url)
    with psycopg.connect(url) as connection:
        segments = (
            "SELECT name, pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir() WHERE name BETWEEN %s AND %s"
        )
        written = dict(connection.execute(segments, [first, last]).fetchall())
    written[last] = written[last][:end]
    if first in written:  # else a checkpoint has put it to another use
        written[first] = written[first][start:]
    return b"".join(written[name] for name in sorted(written))


def log_position(url):
    with psycopg.connect(url) as connection:
        asked = "SELECT * FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())"
        return connection.execute(asked).fetchone()


def sealed_fields():
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedField) and model.__module__.startswith("madoguchi.")
    }


def test_every_sealed_field_has_a_marker():
    assert sealed_fields() == PLANTED.keys()


def test_nothing_confided_lies_in_clear_anywhere(desk):
    told = fill(desk)
    for field, markers in PLANTED.items():
        assert all(any(marker in text for text in told["opened"][field]) for marker in markers), field
    cut_an_upload(desk, told)
    looked_through = places(desk, told)

    assert found(looked_through, CONFIDED) == set()

    assert ("database", GIST) in found(looked_through, [GIST]), "what is open is found"
    assert all(told["decoded"][name] for name in ("sessions", "jobs", "mails"))
    assert b"RuntimeError" in looked_through["fill.log"]
    assert len(_ciphertexts(desk)) == 6  # a file, an agreement, a paper, two logbooks, half an upload


@pytest.mark.parametrize("shape", shapes(GIST), ids=["plain", "utf-16", "hex", "base64", "base64+1", "base64+2"])
def test_a_marker_is_found_in_every_shape(shape):
    assert found({"here": b"before" + shape + b"after"}, [GIST]) == {("here", GIST)}


@pytest.mark.parametrize("before", [b"", b"a", b"ab"], ids=len)
def test_a_marker_is_found_inside_base64(before):
    assert found({"here": base64.b64encode(before + GIST.encode() + b"after")}, [GIST])
