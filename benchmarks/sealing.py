"""封の速さ — sealing and opening messages and a large file, beside the age library alone on the same bytes.

    make benchmarks-sealing
    .venv/bin/python benchmarks/sealing.py [MEGABYTES]     a smaller file, and nothing is written down

Files lie in memory where the machine allows it, so that the mood of the disk is not what is measured. Prints the table
and writes benchmarks/SEALING.md.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT)]

import pyrage  # noqa: E402
from pyrage.x25519 import Identity  # noqa: E402

from madoguchi.foundation.vault.sealing import Place, seal, unseal  # noqa: E402
from madoguchi.foundation.vault.streams import PIECE, Sealing, unseal_stream  # noqa: E402
from tests.faults.desk import Server  # noqa: E402
from tests.filing.line import Line, Watch, memory_of  # noqa: E402

GIGABYTE, SERVED = 1000, 2147  # MB of the file alone, and of the one that passes through the server
ROUNDS = {1: 400, 10: 100, 1000: 9}
FILE_ROUNDS = 7
MESSAGE = ("試作品の配合は工程三で決まります。先方には工程一と二だけを見せています。" * 8).encode()
KEY = Identity.generate()
PUBLIC, RECIPIENTS = str(KEY.to_public()), [KEY.to_public()]
HERE_IT_LIES = Place("benchmarks.Message.text", "00000000-0000-0000-0000-000000000000", 1, 1)
Work = Callable[[], object]


def main(megabytes: int) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").exists() else None) as folder:
        rows = [row for count in ROUNDS for row in messages(count)] + large_file(Path(folder), megabytes)
        peaks = {way: peak(way, Path(folder)) for way in ("seal", "open")}
        (Path(folder) / "plain").unlink()
        served = through_the_server(Path(folder), SERVED if megabytes == GIGABYTE else megabytes)
    text = page(rows, peaks, served, megabytes)
    print(text)
    if megabytes == GIGABYTE:
        (HERE / "SEALING.md").write_text(text)


def messages(count: int) -> list[dict[str, Any]]:
    """Ours: for a place, with the public key as it stands in the row. Alone: nothing but the library's call."""
    ours = [seal(MESSAGE, HERE_IT_LIES, PUBLIC) for _one in range(count)]
    alone = [pyrage.encrypt(MESSAGE, RECIPIENTS) for _one in range(count)]
    name = f"{count:,} message{'s' if count > 1 else ''} of {len(MESSAGE)} bytes"
    ways: dict[str, tuple[Work, Work]] = {
        "seal": (
            lambda: [seal(MESSAGE, HERE_IT_LIES, PUBLIC) for _one in range(count)],
            lambda: [pyrage.encrypt(MESSAGE, RECIPIENTS) for _one in range(count)],
        ),
        "open": (
            lambda: [unseal(one, HERE_IT_LIES, KEY) for one in ours],
            lambda: [pyrage.decrypt(one, [KEY]) for one in alone],
        ),
    }
    return [compared(f"{way} {name}", *pair, ROUNDS[count]) for way, pair in ways.items()]


def large_file(folder: Path, megabytes: int) -> list[dict[str, Any]]:
    with (folder / "plain").open("wb") as plain:
        piece = os.urandom(1_000_000)
        for _one in range(megabytes):
            plain.write(piece)
    names = {"seal": (seal_ours, seal_alone), "open": (open_ours, open_alone)}
    return [
        compared(f"{way} a file of {megabytes:,} MB", *(partial(one, folder) for one in pair), FILE_ROUNDS, megabytes)
        for way, pair in names.items()
    ]


def seal_ours(folder: Path) -> None:
    """As an upload does it: piece by piece, pushed."""
    sealing = Sealing((folder / "ours.age").open("wb"), HERE_IT_LIES, PUBLIC)
    with (folder / "plain").open("rb") as plain:
        while piece := plain.read(PIECE):
            sealing.write(piece)
    sealing.finish()


def open_ours(folder: Path) -> None:
    """As a download does it: piece by piece, pulled."""
    sealed, size = (folder / "ours.age").open("rb"), (folder / "plain").stat().st_size
    with (folder / "ours").open("wb") as back:
        for piece in unseal_stream(sealed, HERE_IT_LIES, KEY, size=size):
            back.write(piece)


def seal_alone(folder: Path) -> None:
    with (folder / "plain").open("rb") as plain, (folder / "alone.age").open("wb") as sealed:
        pyrage.encrypt_io(plain, sealed, RECIPIENTS)


def open_alone(folder: Path) -> None:
    with (folder / "alone.age").open("rb") as sealed, (folder / "alone").open("wb") as back:
        pyrage.decrypt_io(sealed, back, [KEY])


def compared(name: str, ours: Work, alone: Work, rounds: int, megabytes: int = 0) -> dict[str, Any]:
    """Round about, so that both meet the machine in the same mood; one round of each for warming up."""
    times: dict[Work, list[float]] = {ours: [], alone: []}
    for number in range(rounds + 1):
        for way in (ours, alone) if number % 2 else (alone, ours):
            started = time.perf_counter()
            way()
            times[way].append(time.perf_counter() - started)
    mine, its = (statistics.median(times[way][1:]) for way in (ours, alone))
    return {"name": name, "ours": mine, "alone": its, "ratio": its / mine, "megabytes": megabytes}


def peak(way: str, folder: Path) -> int:
    """MB by which the memory of a fresh process grows over a large file."""
    done = subprocess.run([sys.executable, __file__, way, str(folder)], capture_output=True, text=True, check=True)
    return int(done.stdout)


def measure_peak(way: str, folder: Path) -> None:
    """This process has a key of its own, so it opens what it sealed itself."""
    before = most_memory()
    seal_ours(folder)
    if way == "open":
        open_ours(folder)
    print((most_memory() - before) // 1024)


def most_memory() -> int:
    """KiB this process had at most so far. (`ru_maxrss` would count what its parent had.)"""
    told = Path("/proc/self/status").read_text()
    return int(told.partition("VmHWM:")[2].split()[0])


def through_the_server(folder: Path, megabytes: int) -> dict[str, float]:
    """Up and down again over HTTP, with the most memory the server's processes had beyond what they had before."""
    server = Server(folder / "desk", "", "tests.filing.settings")
    (folder / "desk").mkdir()
    drawer = json.loads(server.run("-m", "tests.filing.installation", "prepare"))
    server.start()
    try:
        sent(server, drawer, 1)
        before = memory_of(server)
        up, most_up = watched(server, lambda: sent(server, drawer, megabytes))
        row = json.loads(server.run("-m", "tests.filing.installation", "count"))["rows"][-1][0]
        down, most_down = watched(server, lambda: fetched(server, drawer, row, megabytes))
    finally:
        server.kill()
    facts = {"megabytes": megabytes, "up": megabytes / up, "down": megabytes / down}
    return facts | {"more_up": (most_up - before) / 1e6, "more_down": (most_down - before) / 1e6}


def sent(server: Server, drawer: dict[str, Any], megabytes: int) -> None:
    line, piece = Line(server, drawer), bytes(1_000_000)
    line.announce(megabytes * len(piece))
    for _one in range(megabytes):
        line.send(piece)
    assert line.answer() == 302
    line.hang_up()


def fetched(server: Server, drawer: dict[str, Any], row: str, megabytes: int) -> None:
    line = Line(server, drawer)
    _status, length = line.fetch(row)
    assert line.drained() == length == megabytes * 1_000_000
    line.hang_up()


def watched(server: Server, work: Work) -> tuple[float, int]:
    """(seconds, most memory meanwhile)"""
    watch, started = Watch(server), time.perf_counter()
    work()
    return time.perf_counter() - started, watch.peak()


def page(rows: list[dict[str, Any]], peaks: dict[str, int], served: dict[str, float], megabytes: int) -> str:
    table = [
        f"| {row['name']} | {told(row['ours'], row)} | {told(row['alone'], row)} | {row['ratio']:.0%} |"
        for row in rows
    ]
    today = datetime.now(UTC).date()
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"""# How fast sealing is

Made by `make benchmarks-sealing` on {today}: medians of interleaved rounds, ours beside pyrage {version("pyrage")}
alone on the same bytes. Ours seals for a place (the context goes in front), takes pieces as an upload brings them and
gives pieces as a download wants them, through a pipe and a thread, and holds the last one back until all is proved.
Alone: `encrypt`/`decrypt` of one message, `encrypt_io`/`decrypt_io` from file to file. Goal for the file: at least
70 % of its throughput, memory flat.

Machine: {os.cpu_count()} cores, {machine}, shared with other work; files in memory. The ratios are what counts.

| | ours | alone | throughput of ours |
|---|--:|--:|--:|
{chr(10).join(table)}

The memory of a fresh process grows by {peaks["seal"]} MB while it seals {megabytes:,} MB, and by {peaks["open"]} MB
while it seals and opens them.

Over HTTP through the running server (granian, one worker, form parsed by Django): a file of {served["megabytes"]:,} MB
goes up with {served["up"]:.0f} MB/s and comes down with {served["down"]:.0f} MB/s; the server's memory grows by
{served["more_up"]:.0f} MB on the way up and {served["more_down"]:.0f} MB on the way down.
"""


def told(seconds: float, row: dict[str, Any]) -> str:
    return f"{row['megabytes'] / seconds:.0f} MB/s" if row["megabytes"] else f"{seconds * 1000:.2f} ms"


if __name__ == "__main__":
    if sys.argv[1:2] in (["seal"], ["open"]):
        measure_peak(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else GIGABYTE)
