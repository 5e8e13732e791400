"""条件 — what a rule asks of a row, in SQL: where every page asks it, the ORM would take a millisecond to say it."""

import re
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Expression, F

_YES_OR_NO = BooleanField()
_NAMED = re.compile(r"\{(\w+)\}")


class Holds(Expression):
    """成り立つ — true of the rows for which the SQL holds.

    `{name}` in the SQL stands for a column of the row (those in `columns`; `{table}` is where the first of them
    stands), else for a value or, inside `IN (…)`, values: they go in as parameters, never as text. The tests of sight
    hold each SQL against the rule in plain words.
    A comparison with nothing is neither true nor false in SQL: say the contrary in SQL too, and do not negate.
    """

    def __init__(self, sql: str, columns: dict[str, str], **values: Any) -> None:
        super().__init__(output_field=_YES_OR_NO)
        self.sql, self.values, self.names = sql, values, list(columns)
        self.columns: list[Any] = [F(column) for column in columns.values()]

    def get_source_expressions(self) -> list[Any]:
        return self.columns

    def set_source_expressions(self, exprs: Any) -> None:
        self.columns = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        columns = {name: compiler.compile(column)[0] for name, column in zip(self.names, self.columns, strict=True)}
        columns["table"] = compiler.quote_name_unless_alias(self.columns[0].alias)
        parameters: list[Any] = []

        def put(name: re.Match[str]) -> str:
            return columns.get(name[1]) or _placeholders(self.values[name[1]], parameters, connection)

        return _NAMED.sub(put, self.sql), parameters


def _placeholders(given: Any, parameters: list[Any], connection: Any) -> str:
    """For no value at all NULL, which is equal to nothing; moments as the database writes them."""
    values = given if isinstance(given, list | tuple | frozenset) else [given]
    moment = connection.ops.adapt_datetimefield_value
    parameters.extend(moment(value) if isinstance(value, datetime) else value for value in values)
    return ", ".join(["%s"] * len(values)) or "NULL"
