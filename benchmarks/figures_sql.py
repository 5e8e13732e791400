"""手書きの集計 — what an expert would write by hand for each table of the figures; the cells must be the page's.

Two ways each: naming the offices, as the page must, and leaving them out, as all are counted; the quicker one counts.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection

from madoguchi.desk.reports.periods import Period

GROUP = """CASE category WHEN 'MGT' THEN 'management' WHEN 'PPL' THEN 'management' WHEN 'STR' THEN 'strategy'
    WHEN 'LEAK' THEN 'leak' WHEN 'SYS' THEN 'system' ELSE 'other' END"""
SIZE = "CASE size WHEN 'LARGE' THEN 'large' WHEN 'SME' THEN 'sme' WHEN 'SMALL' THEN 'sme' ELSE 'other' END"
BAND = """CASE WHEN answer_minutes IS NULL THEN 'unknown' WHEN answer_minutes <= 60 THEN '1h'
    WHEN answer_minutes <= 240 THEN '4h' WHEN answer_minutes <= 480 THEN '8h' WHEN answer_minutes <= 1440 THEN '24h'
    ELSE 'longer' END"""
REPEAT = "CASE WHEN is_repeat THEN 'repeat' ELSE 'first' END"
UNKNOWN = "CASE {0} WHEN '' THEN 'unknown' ELSE {0} END"
CASES = "consultations_consultation c"
NO_COLUMN = "'value'"


def statements(period: Period, offices: list[int]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """By the key of the table its ways, each with its parameters."""
    moment = connection.ops.adapt_datetimefield_value
    facts = {"start": moment(period.start), "end": moment(period.end)}
    named = ", ".join(str(office) for office in offices)
    ways = [f"office_id IN ({named}) AND ", ""]
    return {key: [(write(way), facts) for way in ways] for key, write in _WRITTEN.items()}


def rows(sql: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        return list(cursor.fetchall())


def _of_cases(row: str, column: str) -> Callable[[str], str]:
    return lambda where: (
        f"""SELECT {row}, {column}, count(*) FROM {CASES}
        WHERE {where}received_at >= %(start)s AND received_at < %(end)s GROUP BY 1, 2"""
    )


def _month() -> str:
    if connection.vendor == "postgresql":
        return "EXTRACT(MONTH FROM received_at AT TIME ZONE 'Asia/Tokyo')::integer"
    return "CAST(strftime('%%m', received_at, '+9 hours') AS integer)"


def _open(where: str) -> str:
    return f"""SELECT {GROUP}, CASE WHEN received_at >= %(start)s THEN 'new' ELSE 'carried' END, count(*) FROM {CASES}
        WHERE {where}received_at < %(end)s AND (closed_at IS NULL OR closed_at >= %(end)s) GROUP BY 1, 2"""


def _mentions(where: str) -> str:
    return f"""SELECT s.category, {NO_COLUMN}, count(*) FROM consultations_secondarycategory s
        JOIN {CASES} ON c.id = s.consultation_id
        WHERE {where}received_at >= %(start)s AND received_at < %(end)s GROUP BY 1"""


def _contacts(where: str) -> str:
    joined = f"JOIN {CASES} ON c.id = n.consultation_id" if where else ""
    return f"""SELECT n.kind, {NO_COLUMN}, count(*) FROM consultations_contact n {joined}
        WHERE {where}n.at >= %(start)s AND n.at < %(end)s GROUP BY 1"""


def _companies(where: str) -> str:
    return f"""SELECT CASE WHEN times < 3 THEN CAST(times AS varchar(9)) WHEN times < 6 THEN '3' ELSE '6' END,
        {NO_COLUMN}, count(*) FROM (SELECT count(*) AS times FROM {CASES} WHERE {where}received_at >= %(start)s
        AND received_at < %(end)s AND company_id IS NOT NULL GROUP BY company_id) AS firms GROUP BY 1"""


def _seats(where: str) -> str:
    return f"""SELECT prefecture, {NO_COLUMN}, count(*) FROM companies_company WHERE id IN (
        SELECT company_id FROM {CASES} WHERE {where}received_at >= %(start)s AND received_at < %(end)s) GROUP BY 1"""


def _hours(where: str) -> str:
    return f"""SELECT {GROUP}, {NO_COLUMN}, round(avg(answer_minutes) / 60.0, 1) FROM {CASES}
        WHERE {where}received_at >= %(start)s AND received_at < %(end)s GROUP BY 1"""


def _years(where: str) -> str:
    condition = f"WHERE {where.removesuffix('AND ')}" if where else ""
    return f"SELECT fiscal_year, {NO_COLUMN}, count(*) FROM {CASES} {condition} GROUP BY 1"


_WRITTEN: dict[str, Callable[[str], str]] = {
    "groups": _of_cases(GROUP, SIZE),
    "months": lambda where: _of_cases(_month(), GROUP)(where),
    "categories": _of_cases("category", SIZE),
    "mentions": _mentions,
    "roles": _of_cases("consulter_role", GROUP),
    "types": _of_cases("enterprise_type", GROUP),
    "repeats": _of_cases(REPEAT, GROUP),
    "channels": _of_cases("channel", SIZE),
    "prefectures": _of_cases(UNKNOWN.format("prefecture"), SIZE),
    "offices": _of_cases("office_id", GROUP),
    "industries": _of_cases(UNKNOWN.format("industry"), SIZE),
    "companies": _companies,
    "seats": _seats,
    "contacts": _contacts,
    "first_answers": _of_cases(BAND, GROUP),
    "answer_hours": _hours,
    "open": _open,
    "years": _years,
}
