import pytest
from django.db import connection

from madoguchi.foundation.audit import triggers


@pytest.fixture
def tamper(db):
    """Somebody who owns the database lifts the guard and writes what they like."""
    triggers.remove(connection)

    def execute(sql, *params):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)

    return execute
