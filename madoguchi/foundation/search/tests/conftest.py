from datetime import UTC, datetime

import pytest
from django.db import connection

from madoguchi.foundation.search.operations import install, uninstall
from madoguchi.foundation.search.tests.town import Case, CaseSearch, build, clear

APRIL = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def tables(django_db_setup, django_db_blocker):
    table = CaseSearch._meta.db_table
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        build(editor)
        install(table, editor)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        uninstall(table, editor)
        clear(editor)


@pytest.fixture
def case(tables, db):
    """Makes a case that says `text`."""

    def make(text, *, at=APRIL, office=1):
        made = Case.objects.create(received_at=at, office=office)
        CaseSearch.objects.put(owner=made, text=text)
        return made

    return make
