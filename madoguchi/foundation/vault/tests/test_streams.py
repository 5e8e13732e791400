"""Files of any size come back whole from their place, or an error comes and never a shorter file."""

import io
import threading
import time
from dataclasses import replace

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from madoguchi.foundation.vault.errors import Misplaced
from madoguchi.foundation.vault.sealing import Place
from madoguchi.foundation.vault.streams import PIECE, Sealing, seal_stream, unseal_stream

KEY = Identity.generate()
HERE = Place("rooms.Row.content", "1", 7, 2)
CHUNK = 64 * 1024  # of age
SIZES = st.one_of(
    st.integers(0, 300),
    st.builds(lambda count, off: max(0, count * CHUNK + off), st.integers(0, 9), st.integers(-80, 80)),
)


class Kept(io.BytesIO):
    """What was written stays after closing."""

    def close(self):
        self.kept = self.getvalue()
        super().close()


def pattern(size):
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def sealed(content, place=HERE):
    into = io.BytesIO()
    seal_stream(io.BytesIO(content), into, place, str(KEY.to_public()))
    return into.getvalue()


def pushed(content, pieces):
    into = Kept()
    sealing = Sealing(into, HERE, str(KEY.to_public()))
    for start in range(0, len(content), pieces):
        sealing.write(content[start : start + pieces])
    sealing.finish()
    return into.kept


def unsealed(ciphertext, size, place=HERE, key=KEY):
    return list(unseal_stream(io.BytesIO(ciphertext), place, key, size=size))


@settings(max_examples=60, deadline=None)
@given(SIZES, st.sampled_from([1000, CHUNK, CHUNK + 1, PIECE, 10_000_000]))
def test_what_was_sealed_comes_back(size, pieces):
    content = pattern(size)
    for ciphertext in (sealed(content), pushed(content, pieces)):
        assert b"".join(unsealed(ciphertext, size)) == content
        assert pyrage.decrypt(ciphertext, [KEY]) == HERE.context + content


@pytest.mark.parametrize("moved", [{"field": "rooms.Row.other"}, {"row": "11"}, {"box": 8}, {"generation": 1}])
@pytest.mark.parametrize("size", [0, 10, 500_000])
def test_a_ciphertext_that_lies_elsewhere_gives_no_first_piece(moved, size):
    with pytest.raises(Misplaced):
        unseal_stream(io.BytesIO(sealed(pattern(size))), replace(HERE, **moved), KEY, size=size)


def test_another_key_gives_no_first_piece():
    with pytest.raises(Misplaced):
        unseal_stream(io.BytesIO(sealed(b"x")), HERE, Identity.generate(), size=1)


def given_out(ciphertext, size):
    """The bytes that left before the error."""
    out = []
    with pytest.raises(Misplaced):
        out.extend(unseal_stream(io.BytesIO(ciphertext), HERE, KEY, size=size))
    return sum(map(len, out))


@settings(max_examples=60, deadline=None)
@given(SIZES.filter(bool), st.integers(0, 2**40))
def test_a_cut_or_changed_ciphertext_is_an_error_and_never_the_whole_length(size, where):
    whole = sealed(pattern(size))
    cut = where % len(whole)  # age greases its header: no two ciphertexts are of one length
    assert given_out(whole[:cut], size) < size
    changed = bytearray(whole)
    changed[cut] ^= 1
    assert given_out(bytes(changed), size) < size
    assert given_out(whole + b"x", size) < size


@pytest.mark.parametrize("told", [0, 1, PIECE, 999_999, 1_000_001])
def test_another_length_than_the_row_tells_is_an_error(told):
    assert given_out(sealed(pattern(1_000_000)), told) < max(told, 1)


class Broken:
    """A writer or a reader that breaks after so many calls."""

    def __init__(self, calls):
        self.calls = calls

    def _count(self):
        self.calls -= 1
        if self.calls < 0:
            raise OSError(28, "No space left on device")

    def write(self, piece):
        self._count()
        return len(piece)

    def read(self, size):
        self._count()
        return bytes(size)

    def flush(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass


@pytest.mark.parametrize("calls", [0, 1, 3])
def test_the_error_of_the_writer_is_the_one_that_is_raised(calls):
    with pytest.raises(OSError, match="No space") as caught:
        seal_stream(io.BytesIO(bytes(1_000_000)), Broken(calls), HERE, str(KEY.to_public()))
    assert caught.value.errno == 28
    sealing = Sealing(Broken(calls), HERE, str(KEY.to_public()))
    with pytest.raises(OSError, match="No space"):
        sealing.write(bytes(10 * PIECE))
    sealing.stop()


def test_a_reader_that_breaks_is_an_error():
    with pytest.raises(pyrage.EncryptError):
        seal_stream(Broken(2), io.BytesIO(), HERE, str(KEY.to_public()))
    with pytest.raises(Misplaced):
        unseal_stream(Broken(0), HERE, KEY, size=1)


def ended(before):
    return soon(lambda: threading.active_count() <= before)


def soon(holds):
    for _look in range(500):
        if holds():
            return True
        time.sleep(0.01)
    return False


def test_who_goes_away_leaves_no_thread_behind():
    before, ciphertext = threading.active_count(), sealed(bytes(5_000_000))
    source = io.BytesIO(ciphertext)
    opened = unseal_stream(source, HERE, KEY, size=5_000_000)
    next(opened)
    opened.close()
    opened.close()
    assert ended(before)
    assert soon(lambda: source.closed)


def test_what_is_forgotten_leaves_no_thread_behind():
    before = threading.active_count()
    opened = unseal_stream(io.BytesIO(sealed(bytes(5_000_000))), HERE, KEY, size=5_000_000)
    del opened
    assert ended(before)


def test_a_misplaced_one_leaves_no_thread_behind():
    before = threading.active_count()
    with pytest.raises(Misplaced):
        unseal_stream(io.BytesIO(sealed(bytes(5_000_000))), replace(HERE, row="2"), KEY, size=5_000_000)
    assert ended(before)
