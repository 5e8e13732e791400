"""錠 — a keyring locked by a password, in the age format (scrypt). Takes about a second and 256 MB: once a sign-in."""

import pyrage
from pyrage import passphrase


class WrongPassword(Exception):
    """The password does not open this lock."""


def lock(secret: str, password: str) -> bytes:
    locked: bytes = passphrase.encrypt(secret.encode(), password)
    return locked


def unlock(locked: bytes | memoryview, password: str) -> str:
    try:
        opened: bytes = passphrase.decrypt(bytes(locked), password)
    except pyrage.DecryptError as error:
        raise WrongPassword from error
    return opened.decode()
