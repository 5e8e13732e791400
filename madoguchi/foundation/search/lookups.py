"""検索条件 — `search_text__matches=query`, the same answer on both databases."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

from madoguchi.foundation.search.grams import as_fts5, as_tsquery, terms

Sql = tuple[str, tuple[str | int, ...]]


class FoldedTextField(TextField):  # type: ignore[type-arg]
    """畳んだ文 — text after folding; found by `matches` alone."""


class Asked(Lookup):
    """A condition on the folded words of a query; raises `Refusal` if there are too many."""

    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: str) -> None:
        self.words = terms(rhs)
        super().__init__(lhs, rhs)


@FoldedTextField.register_lookup
class Matches(Asked):
    """Each blank-separated term of the folded query is a substring of the text; no term, no condition."""

    lookup_name = "matches"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        if not self.words:
            return "1 = 1", ()
        column = compiler.quote_name_unless_alias(self.lhs.alias)
        ask = _in_gin if connection.vendor == "postgresql" else _in_fts5
        return ask(column, self.lhs.target.model._meta.db_table, self.words)


@FoldedTextField.register_lookup
class Says(Asked):
    """The same answer without the index, for walks through rows most of which are hits."""

    lookup_name = "says"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        column, _none = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":  # which knows how often a LIKE is true, and plans by it
            each, asked = f"{column} LIKE %s", [f"%{_literally(word)}%" for word in self.words]
        else:
            each, asked = f"instr({column}, %s) > 0", self.words
        return f"({' AND '.join([each] * len(asked)) or '1 = 1'})", tuple(asked)


def _in_fts5(alias: str, table: str, words: list[str]) -> Sql:
    asked = f'SELECT rowid FROM "{table}_fts" WHERE "{table}_fts" MATCH %s'
    return f'{alias}."order_key" IN ({asked})', (as_fts5(words),)


def _in_gin(alias: str, table: str, words: list[str]) -> Sql:
    sieved = [f"%{_literally(word)}%" for word in words if len(word) > 2]
    likes = f'{alias}."search_text" LIKE %s AND ' * len(sieved)
    return f'({likes}{alias}."grams" @@ %s::tsquery)', (*sieved, as_tsquery(words))


def _literally(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
