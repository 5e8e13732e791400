"""An import that does not pause for others, and who takes in logbooks."""

import pytest

from madoguchi.desk.logbooks import pace
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import pocketed


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch):
    monkeypatch.setattr(pace, "sleep", lambda _seconds: None)


@pytest.fixture
def manager(client, db):
    """Signed in with open keys; of the centre alone."""
    people.demo()
    made = people.member(Role.MANAGER, people.office())
    pocketed(client, made)
    return made
