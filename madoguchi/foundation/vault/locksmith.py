"""錠前師 — the lock's computing, run as a program of its own by `lock`: `locksmith.py lock|unlock`.

pyrage holds the interpreter while it computes: inside the web server every page would stand still for two seconds.
Reads the length of the password, the password and the payload from standard input; nothing stands on the command line.
"""

import sys

import pyrage
from pyrage import passphrase

WRONG_PASSWORD = 3


def main(verb: str) -> None:
    length = int(sys.stdin.buffer.readline())
    password, payload = sys.stdin.buffer.read(length).decode(), sys.stdin.buffer.read()
    turn = passphrase.encrypt if verb == "lock" else passphrase.decrypt
    sys.stdout.buffer.write(turn(payload, password))


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except pyrage.DecryptError:
        sys.exit(WRONG_PASSWORD)
