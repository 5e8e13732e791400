"""窓口と電話口 — a real server that can be killed, and a browser without a window that talks to it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from html import unescape
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener, urlopen

from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
INPUT = re.compile(r"<input[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TOKEN = "csrfmiddlewaretoken"
NO_ANSWER = (OSError, HTTPException)


class Server:
    """A server of one installation, in a process group of its own, as `manage.py serve` starts it."""

    def __init__(self, folder: Path, database_url: str = "", settings: str = "madoguchi.config.settings") -> None:
        self.port = _free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "SECRET_KEY"},
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        code = "from madoguchi.config.management.commands.serve import server_command; import os;"
        code += "command = server_command(); os.execv(command[0], command)"
        command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
        with Path(self.environment["DATA_DIR"], "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait()

    def kill(self) -> None:
        """-9, parent and children alike."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def run(self, *words: str) -> str:
        """A command of the installation; its output. Raises if it fails."""
        command = [sys.executable, *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def records(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = json.loads(self.run("-m", "tests.faults.installation", "count"))
        return found

    def _wait(self) -> None:
        """Until a page was served, not only until the port is open."""
        for _attempt in range(600):
            with suppress(*NO_ANSWER), urlopen(f"http://127.0.0.1:{self.port}/sign-in/", timeout=10):
                return
            time.sleep(0.05)
        raise TimeoutError("the server does not answer")


class Caller:
    """A signed-in browser; raises one of NO_ANSWER when the server goes away."""

    def __init__(self, server: Server, email: str) -> None:
        self.home = f"http://127.0.0.1:{server.port}"
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies), _StaysWhereItIs)
        self.opener.addheaders = [("Accept-Language", "ja")]
        self._sign_in(email)

    def get(self, path: str) -> tuple[int, str]:
        return self._send(Request(self.home + path))

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str]:
        """The status, and the page or where it leads."""
        said = urlencode({**fields, TOKEN: self._token()}).encode()
        return self._send(Request(self.home + path, data=said, headers={"Referer": self.home + path}))

    def form(self, path: str) -> dict[str, str]:
        """What the hidden fields of a page hold."""
        status, page = self.get(path)
        assert status == 200, (path, status)
        fields = [dict(ATTRIBUTE.findall(found)) for found in INPUT.findall(page)]
        return {
            one["name"]: unescape(one.get("value", ""))
            for one in fields
            if one.get("type") == "hidden" and one.get("name") != TOKEN
        }

    def _send(self, request: Request) -> tuple[int, str]:
        try:
            answer = self.opener.open(request, timeout=30)
        except HTTPError as refused:
            answer = refused
        page = answer.read().decode()
        return answer.status, answer.headers.get("Location") or page

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def _sign_in(self, email: str) -> None:
        assert self.get("/sign-in/")[0] == 200
        status, where = self.post("/sign-in/", {"login": email, "password": DEMO_PASSWORD})
        assert status == 302, where


class _StaysWhereItIs(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def a_call(hidden: Mapping[str, str], gist: str) -> dict[str, str]:
    """What is typed on the call page for an anonymous caller."""
    typed = {"channel": "TEL", "consulter_kind": "anonymous", "category": "MGT", "restriction": "no"}
    return {**hidden, **typed, "gist": gist, "consent_record": "yes"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
