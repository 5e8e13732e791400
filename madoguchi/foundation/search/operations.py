"""検索索引を作る — the migration operation that puts an index under a room's search row."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

_SQLITE_TOKENS = """(
    WITH RECURSIVE walk(rest) AS (
        SELECT {row}.search_text UNION ALL SELECT substr(rest, 2) FROM walk WHERE rest <> ''
    )
    SELECT group_concat(printf('%06x%06x', unicode(rest), unicode(substr(rest, 2, 1))), ' ')
    FROM walk WHERE rest <> '' AND substr(rest, 1, 1) <> ' '
)"""
_NEW, _OLD = _SQLITE_TOKENS.format(row="new"), _SQLITE_TOKENS.format(row="old")

_SQLITE_CREATE = [
    """CREATE VIRTUAL TABLE "{t}_fts" USING fts5(
        grams, content='', tokenize='unicode61 remove_diacritics 0', prefix='6')""",
    f"""CREATE TRIGGER "{{t}}_fts_insert" AFTER INSERT ON "{{t}}" BEGIN
        INSERT INTO "{{t}}_fts"(rowid, grams) VALUES (new.order_key, {_NEW}); END""",
    f"""CREATE TRIGGER "{{t}}_fts_delete" AFTER DELETE ON "{{t}}" BEGIN
        INSERT INTO "{{t}}_fts"("{{t}}_fts", rowid, grams) VALUES ('delete', old.order_key, {_OLD}); END""",
    f"""CREATE TRIGGER "{{t}}_fts_update" AFTER UPDATE ON "{{t}}" BEGIN
        INSERT INTO "{{t}}_fts"("{{t}}_fts", rowid, grams) VALUES ('delete', old.order_key, {_OLD});
        INSERT INTO "{{t}}_fts"(rowid, grams) VALUES (new.order_key, {_NEW}); END""",
    f"""INSERT INTO "{{t}}_fts"(rowid, grams) SELECT new.order_key, {_NEW} FROM "{{t}}" AS new""",
]
_SQLITE_DROP = [
    'DROP TRIGGER IF EXISTS "{t}_fts_insert"',
    'DROP TRIGGER IF EXISTS "{t}_fts_delete"',
    'DROP TRIGGER IF EXISTS "{t}_fts_update"',
    'DROP TABLE IF EXISTS "{t}_fts"',
]

_POSTGRESQL_CREATE = [
    """CREATE OR REPLACE FUNCTION search_grams(folded text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT coalesce(array_to_tsvector(array_agg(DISTINCT
            lpad(to_hex(ascii(here)), 6, '0') || lpad(to_hex(ascii(next)), 6, '0'))), '')
        FROM (
            SELECT here, lead(here, 1, '') OVER (ORDER BY place) AS next
            FROM unnest(string_to_array(folded, NULL)) WITH ORDINALITY AS letters(here, place)
        ) AS neighbours
        WHERE here <> ' '
    $$""",
    'ALTER TABLE "{t}" ADD COLUMN grams tsvector GENERATED ALWAYS AS (search_grams(search_text)) STORED',
    'ALTER TABLE "{t}" ALTER COLUMN grams SET STATISTICS 2000',
    'CREATE INDEX "{t}_grams" ON "{t}" USING gin (grams) WITH (gin_pending_list_limit = 64)',
]
_POSTGRESQL_DROP = ['ALTER TABLE "{t}" DROP COLUMN IF EXISTS grams']

CREATE = {"sqlite": _SQLITE_CREATE, "postgresql": _POSTGRESQL_CREATE}
DROP = {"sqlite": _SQLITE_DROP, "postgresql": _POSTGRESQL_DROP}


def install(table: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Index the lines that are in the table, whatever index was there before."""
    _run(DROP, table, schema_editor)
    _run(CREATE, table, schema_editor)


def uninstall(table: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _run(DROP, table, schema_editor)


def _run(statements: dict[str, list[str]], table: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement.replace("{t}", table), params=None)


class CreateSearchIndex(Operation):
    """After CreateModel of a `SearchRow`.

    Put it again after any later operation that alters the row: SQLite rebuilds an altered table without its triggers.
    """

    reversible = True

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Column and triggers are the database's own affair; no model changes."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            install(model._meta.db_table, schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = from_state.apps.get_model(app_label, self.name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            uninstall(model._meta.db_table, schema_editor)

    def describe(self) -> str:
        return f"Create the search index of {self.name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.name.lower()}_search_index"
