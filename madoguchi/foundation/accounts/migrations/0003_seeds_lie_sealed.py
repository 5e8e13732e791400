"""種を封じる — seeds of app and recovery codes are sealed for the server's key, which the database does not hold."""

from collections.abc import Callable

from django.db import migrations

from madoguchi.foundation.vault import server

SEEDS = ("secret", "seed")


def seal(apps, schema_editor):
    _each(apps, schema_editor, server.seal)


def unseal(apps, schema_editor):
    _each(apps, schema_editor, server.unseal)


def _each(apps, schema_editor, change: Callable[[str], str]):
    rows = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for row in rows.filter(type__in=["totp", "recovery_codes"]):
        row.data |= {name: change(row.data[name]) for name in SEEDS if name in row.data}
        row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_offices"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal, unseal)]
