"""The database itself refuses to change what was closed or corrected: a guard against slips of programs and hands."""

from django.db import migrations

TABLES = ('reports_closedyear', 'reports_closedoffice', 'reports_frozentable', 'reports_correction')
SAYS = 'closed figures are never changed'


def stand_guard(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(
            'CREATE OR REPLACE FUNCTION reports_closed_guard() RETURNS trigger LANGUAGE plpgsql AS'
            f" $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
        )
    for table in TABLES:
        guard = f'CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table}'
        if schema_editor.connection.vendor == 'postgresql':
            schema_editor.execute(f'{guard} FOR EACH ROW EXECUTE FUNCTION reports_closed_guard()')
        else:
            schema_editor.execute(f"{guard} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END")


def leave(apps, schema_editor):
    for table in TABLES:
        on = f' ON {table}' if schema_editor.connection.vendor == 'postgresql' else ''
        schema_editor.execute(f'DROP TRIGGER IF EXISTS {table}_stands{on}')


class Migration(migrations.Migration):

    dependencies = [('reports', '0001_figures')]

    operations = [migrations.RunPython(stand_guard, leave)]
