"""Officers with their sheets, and somebody whose keyring is to be restored."""

import pytest
from pyrage.x25519 import Identity

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault import factories, keyrings
from madoguchi.foundation.vault.actions import officers, recovery
from madoguchi.foundation.vault.models import Recovery
from madoguchi.foundation.vault.tests.conftest import box, now, opens, seat

__all__ = ["box", "now", "opens", "seat"]


@pytest.fixture
def person(db):
    """Makes a person with a keyring, open."""
    return lambda: factories.unlocked(people.person())


OLD, NEW = "wasureta-aikotoba", "atarashii-aikotoba"


def disabled(person, at):
    """As `accounts.disable` leaves somebody who is no officer."""
    person.is_active, person.disabled_at = False, at
    person.save(update_fields=["is_active", "disabled_at"])
    return person


def again(row):
    return Recovery.objects.get(pk=row.pk)


def deeds_of(row):
    lines = Line.objects.filter(stream=row.audit_stream(), deed__startswith="vault.")
    return list(lines.order_by("seq").values_list("deed", flat=True))


class Keeper:
    """An officer with the sheet in hand."""

    def __init__(self, person, sheet):
        self.person, self.sheet = person, sheet


@pytest.fixture
def centre(db):
    return people.office(code="00")


@pytest.fixture
def chief(centre):
    return people.member(Role.MANAGER, centre)


@pytest.fixture
def named(centre, chief, now):
    """Names somebody of the centre, who has no sheet yet."""

    def name(of=None):
        person = people.member(Role.ADVISER, centre, of=of)
        officers.name_officer(person=person, by=chief, at=now)
        return person

    return name


@pytest.fixture
def keeper(named, now):
    def make(of=None):
        person = named(of)
        _officer, secret = officers.make_sheet(replacing="", by=person, at=now)
        return Keeper(person, Identity.from_str(secret))

    return make


@pytest.fixture
def keepers(keeper):
    return [keeper(), keeper(), keeper()]


@pytest.fixture
def owner(keepers, now):
    """Has a keyring under a password that is forgotten, and a new password by mail."""
    made = people.person(password=OLD)
    keyrings.make(made, OLD, at=now)
    made.set_password(NEW)
    made.save(update_fields=["password"])
    return made


@pytest.fixture
def enter(now):
    """An officer enters the own sheet, or another."""

    def entered(row, keeper, *, sheet=None, word="", at=now):
        return recovery.enter_sheet(recovery=row, sheet=sheet or keeper.sheet, word=word, by=keeper.person, at=at)

    return entered


@pytest.fixture
def mails(mailoutbox, django_capture_on_commit_callbacks):
    """The letters that a deed sends."""

    def sent(deed):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return {letter.to[0]: letter for letter in mailoutbox}

    return sent
