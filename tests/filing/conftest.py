"""A drawer: a box, a person seated at it with the keys at hand, and a browser of theirs."""

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault import boxes, factories, tasks
from madoguchi.foundation.vault.models import BoxKind
from tests.filing import models
from tests.filing.models import Paper


@pytest.fixture(autouse=True)
def _papers(settings, db, monkeypatch):
    settings.ROOT_URLCONF = "tests.filing.urls"
    monkeypatch.setattr(tasks, "sealed_files", lambda: [Paper])
    models.tear_down()
    models.build()
    yield
    models.tear_down()


class Drawer:
    """引き出し — one box, and what one does with its files over HTTP."""

    def __init__(self):
        self.person = people.person()
        self.keys = factories.keyring(self.person)
        self.box = boxes.box_of("test:drawer", BoxKind.CASE, at=timezone.now())
        self.seat(self.person)
        self.address = reverse("filing:put", args=[self.box.pk])

    def seat(self, *persons):
        seated = boxes.Seated(frozenset(one.pk for one in persons))
        boxes.reseat(self.box, seated, keys=self.keys, at=timezone.now())

    def client(self, person=None, **options):
        made = Client(**options)
        made.force_login(person or self.person, backend="madoguchi.foundation.accounts.backends.PersonBackend")
        return made


@pytest.fixture
def drawer(_papers):
    return Drawer()


@pytest.fixture
def browser(drawer):
    return drawer.client()


@pytest.fixture
def stored():
    """How many ciphertexts lie in the storage."""
    return lambda: len(tasks._stored())


@pytest.fixture
def ciphertext():
    """The bytes of a row's ciphertext."""

    def read(row):
        with default_storage.open(row.stored) as found:
            return found.read()

    return read
