"""The database itself refuses to take out what was closed or corrected, too; only `flush` lifts the guard (`…_kept`)."""

from django.db import migrations

TABLES = ('reports_closedyear', 'reports_closedoffice', 'reports_frozentable', 'reports_correction')
SAYS = 'closed figures are never taken out'


def stand_guard(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == 'postgresql'
    if is_postgresql:
        schema_editor.execute(
            'CREATE OR REPLACE FUNCTION reports_kept_guard() RETURNS trigger LANGUAGE plpgsql AS'
            f" $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
        )
    for table in TABLES:
        if is_postgresql:
            schema_editor.execute(
                f'CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}'
                ' FOR EACH STATEMENT EXECUTE FUNCTION reports_kept_guard()'
            )
        else:
            guard = f'CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}'
            schema_editor.execute(f"{guard} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END")


def leave(apps, schema_editor):
    for table in TABLES:
        on = f' ON {table}' if schema_editor.connection.vendor == 'postgresql' else ''
        schema_editor.execute(f'DROP TRIGGER IF EXISTS {table}_kept{on}')


class Migration(migrations.Migration):

    dependencies = [('reports', '0002_closed_figures_stand')]

    operations = [migrations.RunPython(stand_guard, leave)]
