"""番人 — the database itself refuses to change a line, or to drop one whose year is not marked as pruned.

A guard against slips of programs and hands; whoever owns the database can lift it, and then `verify` tells.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

INSTALL = {
    "sqlite": [
        """CREATE TRIGGER audit_line_unchanged BEFORE UPDATE ON audit_line
        BEGIN SELECT RAISE(ABORT, 'lines of the diary are never changed'); END""",
        """CREATE TRIGGER audit_line_kept BEFORE DELETE ON audit_line
        WHEN NOT EXISTS (SELECT 1 FROM audit_head WHERE stream = OLD.stream AND segment = OLD.segment
                         AND pruned_at IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, 'lines of the diary are never taken out'); END""",
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION audit_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                PERFORM 1 FROM audit_head WHERE stream = OLD.stream AND segment = OLD.segment
                    AND pruned_at IS NOT NULL;
                IF FOUND THEN RETURN OLD; END IF;
            END IF;
            RAISE EXCEPTION 'lines of the diary are never changed or taken out';
        END $$""",
        """CREATE TRIGGER audit_line_unchanged BEFORE UPDATE OR DELETE ON audit_line
        FOR EACH ROW EXECUTE FUNCTION audit_line_guard()""",
        """CREATE TRIGGER audit_line_kept BEFORE TRUNCATE ON audit_line
        FOR EACH STATEMENT EXECUTE FUNCTION audit_line_guard()""",
    ],
}
REMOVE = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_line_unchanged", "DROP TRIGGER IF EXISTS audit_line_kept"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS audit_line_unchanged ON audit_line",
        "DROP TRIGGER IF EXISTS audit_line_kept ON audit_line",
    ],
}

_STANDING = {
    "sqlite": r"""SELECT name, tbl_name, sql FROM sqlite_master
        WHERE type = 'trigger' AND name LIKE '%\_kept' ESCAPE '\'""",
    "postgresql": r"""SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE NOT tgisinternal AND tgname LIKE '%\_kept'""",
}


def install(connection: Any) -> None:
    _run(INSTALL, connection)


def remove(connection: Any) -> None:
    _run(REMOVE, connection)


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without the guards that keep rows (`…_kept`, of any room), for `manage.py flush` only, which empties all."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        standing = cursor.fetchall()
        for name, table, _sql in standing:
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
        yield
        for _name, _table, sql in standing:
            cursor.execute(sql)


def _run(statements: dict[str, list[str]], connection: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
