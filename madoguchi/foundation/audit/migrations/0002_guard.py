from django.db import migrations

from madoguchi.foundation.audit import triggers

SORTED_ALIKE = [
    'ALTER TABLE audit_line ALTER COLUMN stream TYPE varchar(160) COLLATE "C"',
    'ALTER TABLE audit_head ALTER COLUMN stream TYPE varchar(160) COLLATE "C"',
]


def stand_guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in SORTED_ALIKE:
            schema_editor.execute(statement)
    triggers.install(schema_editor.connection)


def leave(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_audit")]

    operations = [migrations.RunPython(stand_guard, leave)]
