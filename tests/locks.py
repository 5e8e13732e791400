"""A lock at no cost in the place of the real one: it refuses a wrong password and shows nothing of the secret."""

from hashlib import scrypt, shake_256
from os import urandom

from madoguchi.foundation.vault.lock import WrongPassword

MARK = b"secret:"


def lock(secret, password):
    salt = urandom(16)
    return salt + _mixed(MARK + secret.encode(), password, salt)


def unlock(locked, password):
    locked = bytes(locked)
    opened = _mixed(locked[16:], password, locked[:16])
    if not opened.startswith(MARK):
        raise WrongPassword
    return opened.removeprefix(MARK).decode()


def _mixed(payload, password, salt):
    key = scrypt(password.encode(), salt=salt, n=2, r=1, p=1)
    stream = shake_256(key).digest(len(payload))
    return bytes(a ^ b for a, b in zip(payload, stream, strict=True))
