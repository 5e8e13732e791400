"""書類 — a file of its own, so that files are tried without any room. In no registry: the product knows it not."""

from django.apps.registry import Apps
from django.db import connection, models

from madoguchi.foundation.vault.models import SealedFile


class Paper(SealedFile):
    note = models.CharField(max_length=100)

    class Meta:
        app_label = "filing"
        apps = Apps()


def build():
    """Its table, without a key to another one: what clears the database between tests need not know it."""
    kinds = [f'"{field.column}" {field.db_type(connection)}' for field in Paper._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TABLE "{Paper._meta.db_table}" ({", ".join(kinds)})')


def tear_down():
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TABLE IF EXISTS "{Paper._meta.db_table}"')
