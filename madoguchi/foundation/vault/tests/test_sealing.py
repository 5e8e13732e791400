"""A payload opens in its place and nowhere else."""

from dataclasses import replace

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import lock
from madoguchi.foundation.vault.errors import Misplaced
from madoguchi.foundation.vault.sealing import Place, seal, unseal

KEY = Identity.generate()
HERE = Place("rooms.Row.text", "1", 7, 2)


@given(st.binary(max_size=3000))
def test_what_was_sealed_comes_back(payload):
    assert unseal(seal(payload, HERE, str(KEY.to_public())), HERE, KEY) == payload


@pytest.mark.parametrize("moved", [{"field": "rooms.Row.other"}, {"row": "11"}, {"box": 8}, {"generation": 1}])
def test_a_payload_copied_elsewhere_is_refused(moved):
    sealed = seal("秘密".encode(), HERE, str(KEY.to_public()))
    with pytest.raises(Misplaced):
        unseal(sealed, replace(HERE, **moved), KEY)


def test_another_key_opens_nothing():
    with pytest.raises(Misplaced):
        unseal(seal(b"x", HERE, str(KEY.to_public())), HERE, Identity.generate())


def test_a_changed_payload_is_refused():
    sealed = bytearray(seal(b"x" * 100, HERE, str(KEY.to_public())))
    sealed[-1] ^= 1
    with pytest.raises(Misplaced):
        unseal(bytes(sealed), HERE, KEY)


@pytest.mark.slow
def test_a_lock_opens_with_its_password_only():
    locked = lock.lock(str(KEY), "tadashii-aikotoba")
    assert lock.unlock(locked, "tadashii-aikotoba") == str(KEY)
    with pytest.raises(lock.WrongPassword):
        lock.unlock(locked, "chigau-aikotoba")
    assert locked.startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert pyrage.passphrase.decrypt(locked, "tadashii-aikotoba").decode() == str(KEY)
