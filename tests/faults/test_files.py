"""Files on a real server: the line breaks, the server is killed, files are large, and nothing of them lies open."""

import json
import os
import time

import pytest

from tests.faults.desk import Server
from tests.filing.installation import TOKEN
from tests.filing.line import Line, Watch, memory_of, threads_of

pytestmark = pytest.mark.slow
MB = 1_000_000
MARKER = "黒漆の配合比".encode()


@pytest.fixture
def server(tmp_path_factory, socket_enabled):
    """An installation with one drawer, its temporary files in its own folder."""
    yield from serving(tmp_path_factory.mktemp("drawer"), "")


@pytest.fixture(params=["sqlite", "postgresql"])
def either_server(request, tmp_path_factory, socket_enabled):
    """The same on both databases."""
    url = request.getfixturevalue("own_database") if request.param == "postgresql" else ""
    yield from serving(tmp_path_factory.mktemp("drawer"), url)


def serving(folder, url):
    made = Server(folder, url, "tests.filing.settings")
    made.environment["TMPDIR"] = str(folder / "tmp")
    (folder / "tmp").mkdir()
    made.folder = folder
    made.drawer = json.loads(made.run("-m", "tests.filing.installation", "prepare"))
    made.start()
    yield made
    made.kill()


def found(server):
    return json.loads(server.run("-m", "tests.filing.installation", "count"))


def put(server, content, name="file.bin"):
    line = Line(server, server.drawer)
    line.announce(len(content), name)
    line.send(content)
    status = line.answer()
    line.hang_up()
    return status


def get(server, row):
    line = Line(server, server.drawer)
    status, length = line.fetch(row)
    content = line.content()
    line.hang_up()
    return status, length, content


def until(condition):
    for _look in range(300):
        if condition():
            return True
        time.sleep(0.05)
    return False


def half_an_upload(server):
    """A large file on its way, some of it already in the storage."""
    line = Line(server, server.drawer)
    line.announce(50 * MB, MARKER.decode())
    line.send(MARKER * (5 * MB // len(MARKER)))
    assert until(lambda: any(one.stat().st_size > MB for one in (server.folder / "files").rglob("*.age")))
    return line


def lying_open(server):
    """Files of the installation in which a marker stands in clear."""
    return [
        str(path)
        for path in server.folder.rglob("*")
        if path.is_file() and any(one in path.read_bytes() for one in (MARKER, MARKER.decode().encode("utf-16-le")))
    ]


def test_a_server_killed_in_mid_upload_leaves_only_a_ciphertext_and_that_is_swept(either_server):
    line = half_an_upload(either_server)
    either_server.kill()
    line.hang_up()
    assert lying_open(either_server) == []
    left = found(either_server)
    assert (left["rows"], len(left["stored"])) == ([], 1)
    either_server.start()
    assert put(either_server, MARKER) == 302
    either_server.run("-m", "tests.filing.installation", "sweep")
    (row,) = found(either_server)["rows"]
    assert found(either_server)["stored"] == [row[2]]
    assert get(either_server, row[0])[2] == MARKER


def test_who_hangs_up_in_mid_upload_leaves_nothing(server):
    half_an_upload(server).hang_up()
    assert until(lambda: not list((server.folder / "files").rglob("*.age")))
    assert found(server)["rows"] == []


def test_half_a_form_is_no_form(server):
    line = Line(server, server.drawer)
    assert line.half_a_form(server.drawer["path"], f"csrfmiddlewaretoken={TOKEN}&note=半分") == 403


def test_who_hangs_up_in_mid_download_leaves_no_thread(server):
    put(server, bytes(30 * MB))
    ((row, *_facts),) = found(server)["rows"]
    get(server, row)
    before = threads_of(server)
    for _time in range(8):
        line = Line(server, server.drawer)
        line.fetch(row)
        line.hang_up()
    assert until(lambda: threads_of(server) <= before + 3)  # the server's own threads come and go
    assert get(server, row)[2] == bytes(30 * MB)


def test_a_damaged_ciphertext_breaks_the_line_before_the_end(server):
    put(server, bytes(3 * MB))
    ((row, size, stored),) = found(server)["rows"]
    path = server.folder / "files" / stored
    os.truncate(path, path.stat().st_size - 70_000)
    status, length, content = get(server, row)
    assert (status, length) == (200, size)
    assert len(content) < size


def test_an_upload_that_takes_its_time_keeps_nobody_from_writing(either_server):
    slow = [half_an_upload(either_server), half_an_upload(either_server)]
    started = time.monotonic()
    assert put(either_server, b"quick") == 302
    assert time.monotonic() - started < 10
    for line in slow:
        line.send(bytes(50 * MB - 5 * MB // len(MARKER) * len(MARKER)))
    assert [line.answer() for line in slow] == [302, 302]
    assert [size for _row, size, _stored in found(either_server)["rows"]] == [5, 50 * MB, 50 * MB]


def test_memory_stays_flat_whatever_the_size(server):
    assert put(server, bytes(MB)) == 302
    before, watch = memory_of(server), Watch(server)
    assert put(server, bytes(300 * MB)) == 302
    assert len(get(server, found(server)["rows"][-1][0])[2]) == 300 * MB
    assert watch.peak() - before < 30 * MB


def test_neither_names_nor_contents_lie_open_anywhere(server):
    """Taken, cut, failed, damaged, fetched: the bytes of database, log, storage and temporary files are searched."""
    name = MARKER.decode() + ".txt"
    assert put(server, MARKER * 100_000, name) == 302
    half_an_upload(server).hang_up()
    assert until(lambda: len(list((server.folder / "files").rglob("*.age"))) == 1)
    ((row, _size, stored),) = found(server)["rows"]
    assert get(server, row)[2] == MARKER * 100_000
    path = server.folder / "files" / stored
    os.truncate(path, 200_000)
    get(server, row)
    path.parent.rename(path.parent.with_name("away"))
    path.parent.touch()
    assert put(server, MARKER * 1000, name) == 500
    assert lying_open(server) == []
    server.kill()
    assert lying_open(server) == []
    (server.folder / "control").write_bytes(b"..." + MARKER)
    assert lying_open(server) == [str(server.folder / "control")]
