"""錠 — a keyring locked by a password, in the age format (scrypt). Two seconds and up to 512 MB: once a sign-in."""

import logging
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from madoguchi.foundation.vault.errors import TooBusy
from madoguchi.foundation.vault.locksmith import WRONG_PASSWORD

AT_ONCE = 2
PATIENCE = 30  # seconds
logger = logging.getLogger(__name__)
_LOCKSMITH = Path(__file__).with_name("locksmith.py")
_places = BoundedSemaphore(AT_ONCE)


class WrongPassword(Exception):
    """The password does not open this lock."""


def lock(secret: str, password: str) -> bytes:
    return _worked("lock", password, secret.encode())


def unlock(locked: bytes | memoryview, password: str) -> str:
    return _worked("unlock", password, bytes(locked)).decode()


def _worked(verb: str, password: str, payload: bytes) -> bytes:
    """In a process of its own, `AT_ONCE` at a time: memory is bounded, and the pages of everybody else go on."""
    if not _places.acquire(timeout=PATIENCE):
        raise TooBusy
    try:
        return _ask_the_locksmith(verb, password.encode(), payload)
    finally:
        _places.release()


def _ask_the_locksmith(verb: str, password: bytes, payload: bytes) -> bytes:
    told = b"%d\n" % len(password) + password + payload
    try:
        done = subprocess.run(
            [sys.executable, "-I", _LOCKSMITH, verb], input=told, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooBusy from None  # its words would carry what was told
    if done.returncode == WRONG_PASSWORD:
        raise WrongPassword
    if done.returncode:
        logger.warning("the lock of a keyring ended with code %s", done.returncode)  # short of memory, as a rule
        raise TooBusy
    return done.stdout
