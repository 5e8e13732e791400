"""電話線 — files sent and fetched by hand over a socket, so that the line can break at any byte."""

import re
import socket
import threading
from pathlib import Path

from tests.filing.installation import TOKEN

BOUNDARY = "line"
HEAD = re.compile(rb"HTTP/1.1 (\d+) .*?content-length: (\d+)\r\n", re.S | re.I)


class Line:
    """One connection to the drawer of a server."""

    def __init__(self, server, drawer):
        self.drawer = drawer
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        self._room = bytearray(1 << 20)

    def announce(self, size, name="file.bin"):
        """All that comes before the content of a file; `send` has to bring `size` bytes."""
        before = self._part('name="csrfmiddlewaretoken"', TOKEN) + self._part('name="note"', "覚え")
        before = (before + self._part(f'name="file"; filename="{name}"', "", end="")).encode()
        self._tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        length = len(before) + size + len(self._tail)
        kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n"
        self._ask("POST", self.drawer["path"], kind)
        self.send(before)

    def send(self, piece):
        self.socket.sendall(piece)

    def answer(self):
        """The status after the last byte of a file."""
        self.send(self._tail)
        return int(HEAD.match(self._until(b"\r\n\r\n"))[1])

    def half_a_form(self, path, body):
        """The status of a form whose end never comes."""
        kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body.encode()) + 1}\r\n"
        self._ask("POST", path, kind)
        self.send(body.encode())
        self.socket.shutdown(socket.SHUT_WR)
        return int(HEAD.match(self._until(b"\r\n\r\n"))[1])

    def fetch(self, row):
        """(status, announced length), the content follows."""
        self._ask("GET", f"/filing/{row}/")
        found = HEAD.match(self._until(b"\r\n\r\n"))
        return int(found[1]), int(found[2])

    def content(self):
        """All that comes until the other end closes the line, or is silent."""
        self.socket.settimeout(5)
        pieces = [self._rest]
        try:
            while piece := self.socket.recv(1 << 20):
                pieces.append(piece)
        except TimeoutError:
            pass
        return b"".join(pieces)

    def drained(self):
        """How many bytes come until the other end closes the line; none of them is kept."""
        count = len(self._rest)
        while got := self.socket.recv_into(self._room):
            count += got
        return count

    def hang_up(self):
        self.socket.close()

    def _ask(self, method, path, more=""):
        cookies = "; ".join(f"{name}={value}" for name, value in self.drawer["cookies"].items())
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {cookies}\r\n{more}\r\n"
        self.send(head.encode())

    def _part(self, about, content, end="\r\n"):
        return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n{content}{end}"

    def _until(self, mark):
        got = b""
        while mark not in got:
            piece = self.socket.recv(65536)
            assert piece, got
            got += piece
        got, _mark, self._rest = got.partition(mark)
        return got + mark


def memory_of(server):
    """Resident bytes of the server's processes."""
    found = [_status(pid) for pid in _family(server.process.pid)]
    return sum(int(re.search(r"VmRSS:\s+(\d+)", status)[1]) * 1024 for status in found if "VmRSS" in status)


def threads_of(server):
    return sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in _family(server.process.pid))


def _status(pid):
    return Path(f"/proc/{pid}/status").read_text()


def _family(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(child))]


class Watch(threading.Thread):
    """The most memory the server had while this looked on."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.seen, self.is_over = server, [], threading.Event()
        self.start()

    def run(self):
        while not self.is_over.wait(0.02):
            self.seen.append(memory_of(self.server))

    def peak(self):
        self.is_over.set()
        self.join()
        return max(self.seen)
