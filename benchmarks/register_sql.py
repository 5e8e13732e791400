"""台帳の問いを手で書いたもの — the same answers in the quickest SQL we know, for one company."""

from datetime import date
from typing import Any

Statement = tuple[str, Any]
Found = list[list[tuple[Any, ...]]]

IN_REGISTER = "a.organisation_id = %(room)s AND a.retired_at IS NULL"
MIXED = f"""SELECT l.{{column}}, count(*) FILTER (WHERE a.origin = 'own') AS own,
    count(*) FILTER (WHERE a.origin = 'entrusted') AS other
    FROM {{links}} l JOIN assets_asset a ON a.id = l.asset_id
    WHERE {IN_REGISTER} AND a.origin IN ('own', 'entrusted')
    GROUP BY l.{{column}}
    HAVING count(*) FILTER (WHERE a.origin = 'own') > 0 AND count(*) FILTER (WHERE a.origin = 'entrusted') > 0"""
PLACES = {"links": "assets_assetplace", "column": "place_id"}
HOLDERS = {"links": "assets_assetholder", "column": "holder_id"}
IN_MIXED_PLACES = f"""AND a.origin IN ('own', 'entrusted') AND EXISTS (
    SELECT 1 FROM assets_assetplace l WHERE l.asset_id = a.id
    AND l.place_id IN (SELECT place_id FROM ({MIXED.format(**PLACES)}) AS mixed))"""
MOST, EACH = 50, 5


def listed(room: int, conditions: str, day: date) -> list[Statement]:
    """One page with what stands in its rows; the places of its items; the levels."""
    page = f"""SELECT a.id, a.number, a.title, a.level, a.origin, a.kind, a.is_named_only, a.is_personal,
        a.is_export_controlled, a.is_limited_data, d.name, h.title, h.person_id, g.until_date, c.name
        FROM assets_asset a JOIN assets_department d ON d.id = a.department_id
        LEFT JOIN assets_holder h ON h.id = a.owner_id LEFT JOIN agreements_agreement g ON g.id = a.agreement_id
        LEFT JOIN agreements_counterparty c ON c.id = g.counterparty_id
        WHERE {IN_REGISTER} {conditions} ORDER BY a.id DESC LIMIT 51"""
    inner = f"SELECT a.id FROM assets_asset a WHERE {IN_REGISTER} {conditions} ORDER BY a.id DESC LIMIT 50"
    places = f"""SELECT l.asset_id, p.name FROM ({inner}) AS page JOIN assets_assetplace l ON l.asset_id = page.id
        JOIN assets_place p ON p.id = l.place_id ORDER BY l.id"""
    levels = """SELECT code, name, rank FROM assets_level WHERE organisation_id = %(room)s
        AND from_date <= %(day)s AND (until_date IS NULL OR until_date >= %(day)s) ORDER BY rank DESC, id"""
    asked = {"room": room, "day": day}
    return [(page, asked), (places, asked), (levels, asked)]


def with_places(found: Found) -> object:
    page, places, _levels = found
    return [(row[0], [name for asset, name in places if asset == row[0]]) for row in page[:50]]


def contamination(room: int, day: date) -> list[Statement]:
    """Mixed places and people with the first items of the first fifty; what is past, unknown, uncovered."""
    asked = {"room": room, "day": day}
    whole = f"""SELECT a.*, c.name FROM assets_asset a LEFT JOIN agreements_agreement g ON g.id = a.agreement_id
        LEFT JOIN agreements_counterparty c ON c.id = g.counterparty_id WHERE {IN_REGISTER}"""
    past = f"{whole} AND a.origin IN ('entrusted', 'joint', 'licensed') AND g.until_date < %(day)s"
    unknown = f"{whole} AND a.origin = 'unknown'"
    given = f"""FROM assets_disclosure x JOIN assets_asset a ON a.id = x.asset_id
        WHERE x.organisation_id = %(room)s AND x.agreement_id IS NULL AND x.returned_date IS NULL AND {IN_REGISTER}"""
    return [
        *((MIXED.format(**links), asked) for links in (PLACES, HOLDERS)),
        *((_first_items(**links), asked) for links in (PLACES, HOLDERS)),
        *((f"{listed} ORDER BY a.id LIMIT {MOST}", asked) for listed in (past, unknown)),
        *((f"SELECT count(*) FROM ({listed}) AS found", asked) for listed in (past, unknown)),
        (f"SELECT x.*, a.* {given} ORDER BY x.given_date DESC, x.id DESC LIMIT {MOST}", asked),
        (f"SELECT count(*) {given}", asked),
    ]


def _first_items(links: str, column: str) -> str:
    """Of the fifty most mixed the first five items of own and of others."""
    mixed = MIXED.format(links=links, column=column)
    return f"""SELECT turns.{column}, a.* FROM (
        SELECT l.{column}, a.id, row_number() OVER (PARTITION BY l.{column}, a.origin ORDER BY a.id) AS turn
        FROM {links} l JOIN assets_asset a ON a.id = l.asset_id
        WHERE {IN_REGISTER} AND a.origin IN ('own', 'entrusted')
        AND l.{column} IN (SELECT {column} FROM ({mixed} ORDER BY other DESC, {column} LIMIT {MOST}) AS first)
        ) AS turns JOIN assets_asset a ON a.id = turns.id WHERE turn <= {EACH} ORDER BY a.id"""


def groups(found: Found) -> object:
    places, holders, _of_places, _of_holders, past, unknown, past_count, unknown_count, given, given_count = found
    counted = [
        ("place", len(places), min(len(places), MOST)),
        ("holder", len(holders), min(len(holders), MOST)),
        ("past", past_count[0][0], len(past)),
        ("unknown", unknown_count[0][0], len(unknown)),
        ("uncovered", given_count[0][0], len(given)),
    ]
    return [one for one in counted if one[1]]


def links(room: int) -> list[Statement]:
    """How many items stand between partners and groups, groups and places, places and people; the names."""
    asked = {"room": room}
    with_partners = f"""SELECT g.counterparty_id, a.level, a.origin, count(*) FROM assets_asset a
        JOIN agreements_agreement g ON g.id = a.agreement_id WHERE {IN_REGISTER} GROUP BY 1, 2, 3"""
    in_places = f"""SELECT a.level, a.origin, l.place_id, count(*) FROM assets_asset a
        JOIN assets_assetplace l ON l.asset_id = a.id WHERE {IN_REGISTER} GROUP BY 1, 2, 3"""
    of_people = f"""SELECT l.place_id, h.holder_id, count(*) FROM assets_asset a
        JOIN assets_assetplace l ON l.asset_id = a.id JOIN assets_assetholder h ON h.asset_id = a.id
        WHERE {IN_REGISTER} GROUP BY 1, 2"""
    groups_ = f"SELECT a.level, a.origin, count(*) FROM assets_asset a WHERE {IN_REGISTER} GROUP BY 1, 2"
    named = [
        f"SELECT id, name FROM {table} WHERE organisation_id = %(room)s ORDER BY id LIMIT 10"
        for table in ("agreements_counterparty", "assets_place")
    ]
    people = "SELECT id, title, person_id FROM assets_holder WHERE organisation_id = %(room)s ORDER BY id LIMIT 10"
    return [(one, asked) for one in (with_partners, in_places, of_people, groups_, *named, people)]
