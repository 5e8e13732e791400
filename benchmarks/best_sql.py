"""手書きの問い合わせ — what an expert would write by hand for the answers of the four pages.

Each question lists its statements; where there are several good ways of asking, all are written down and the quickest
counts. The rows must be those that the pages show: `measure.py` compares them. All statements keep to the same law as
the product (限定, members, walls), for an adviser of one office, to which nothing was referred: lists ask that first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from madoguchi.desk.consultations.words import WAITING_FOR_OTHERS
from madoguchi.foundation.core.folding import fold
from madoguchi.foundation.search.grams import as_fts5, as_tsquery

Parameters = dict[str, Any]


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: Parameters


WAY = tuple[Statement, ...]
WAITING = ", ".join(f"'{action.value}'" for action in WAITING_FOR_OTHERS)
MEMBER_TODAY = """m.person_id = %(me)s AND m.kind = 'member' AND m.removed_at IS NULL AND m.from_date <= %(day)s
    AND (m.until_date IS NULL OR m.until_date >= %(day)s)"""
MINE = f"""(c.owner_id = %(me)s OR c.id IN (SELECT m.consultation_id FROM consultations_member m
    WHERE {MEMBER_TODAY.replace("= 'member'", "IN ('member', 'expert')")}))"""
PROBED = f"""c.office_id = %(office)s
    AND (NOT c.is_restricted OR c.owner_id = %(me)s OR EXISTS (
        SELECT 1 FROM consultations_member m WHERE m.consultation_id = c.id AND {MEMBER_TODAY}))
    AND NOT EXISTS (SELECT 1 FROM consultations_wall w
        WHERE w.consultation_id = c.id AND (w.person_id = %(me)s OR w.office_id = %(office)s))"""
HASHED = f"""c.office_id = %(office)s
    AND (NOT c.is_restricted OR c.owner_id = %(me)s OR c.id IN (
        SELECT m.consultation_id FROM consultations_member m WHERE {MEMBER_TODAY}))
    AND c.id NOT IN (SELECT w.consultation_id FROM consultations_wall w
        WHERE w.person_id = %(me)s OR w.office_id = %(office)s)"""
SIGHTS = (PROBED, HASHED)
RECEIVED = """SELECT f.consultation_id FROM consultations_referral f
    WHERE f.to_office_id = %(office)s AND f.ended_at IS NULL LIMIT 1"""
NEWEST = "ORDER BY c.received_at DESC, c.id DESC"
JOINS = """LEFT JOIN companies_company k ON k.id = c.company_id LEFT JOIN accounts_person p ON p.id = c.owner_id"""
LINE = """c.number, c.received_at, c.state, c.urgency, c.is_restricted, c.category, c.consulter_kind,
    k.name, p.name, c.gist"""
BRIEF = """c.id, c.number, c.received_at, c.state, c.urgency, c.is_restricted, c.category, c.consulter_kind,
    k.name, p.name"""


def listed(conditions: str, facts: Parameters) -> list[WAY]:
    """A page of the list, how many there are up to 1,000, and what the filters offer."""
    return [_listed(conditions, sight, facts) for sight in SIGHTS]


def _listed(conditions: str, sight: str, facts: Parameters) -> WAY:
    page = f"SELECT {LINE} FROM consultations_consultation c {JOINS} WHERE {sight} {conditions} {NEWEST} LIMIT 51"
    counted = _counted(f"consultations_consultation c WHERE {sight} {conditions}", facts)
    return Statement(RECEIVED, facts), Statement(page, facts), counted, *_offers(sight, facts)


def searched(word: str, vendor: str, facts: Parameters) -> list[WAY]:
    """The same for a word: by the index of pairs, or by reading the newest until the page is full."""
    ask = _by_fts5 if vendor == "sqlite" else _by_gin
    return [way for sight in SIGHTS for way in ask(word, sight, facts)]


def _by_fts5(word: str, sight: str, facts: Parameters) -> Iterator[WAY]:
    """The rowid of the index is the order of the list."""
    facts = facts | {"match": as_fts5([fold(word)])}
    found = """consultations_searchrow_fts f
        JOIN consultations_searchrow s ON s.order_key = f.rowid
        JOIN consultations_consultation c ON c.id = s.owner_id"""
    where = f"WHERE f.consultations_searchrow_fts MATCH %(match)s AND {sight}"
    page = f"SELECT {LINE} FROM {found} {JOINS} {where} ORDER BY f.rowid DESC LIMIT 51"
    counted = _counted(f"{found} {where}", facts)
    yield Statement(RECEIVED, facts), Statement(page, facts), counted, *_offers(sight, facts)


def _by_gin(word: str, sight: str, facts: Parameters) -> Iterator[WAY]:
    facts = facts | {"match": as_tsquery([fold(word)]), "word": fold(word)}
    found = "consultations_consultation c JOIN consultations_searchrow s ON s.owner_id = c.id"
    said = "strpos(s.search_text, %(word)s) > 0"
    indexed = f"s.grams @@ %(match)s::tsquery AND {said}"
    for how in (said, indexed):
        page = f"SELECT {LINE} FROM {found} {JOINS} WHERE {sight} AND {how} {NEWEST} LIMIT 51"
        for count_how in (said, indexed):
            counted = _counted(f"{found} WHERE {sight} AND {count_how}", facts)
            yield Statement(RECEIVED, facts), Statement(page, facts), counted, *_offers(sight, facts)


def _counted(what: str, facts: Parameters) -> Statement:
    return Statement(f"SELECT count(*) FROM (SELECT 1 FROM {what} LIMIT 1001) AS counted", facts)


def _offers(sight: str, facts: Parameters) -> Iterator[Statement]:
    """年度, offices and colleagues that the filters offer."""
    oldest = "ORDER BY c.received_at, c.id LIMIT 1"
    yield Statement(f"SELECT c.received_at FROM consultations_consultation c WHERE {sight} {oldest}", facts)
    yield Statement("SELECT id, name FROM accounts_organisation WHERE id = %(office)s", facts)
    yield Statement(
        """SELECT p.id, p.name FROM accounts_person p WHERE p.id IN (
            SELECT m.person_id FROM accounts_membership m WHERE m.organisation_id = %(office)s
            AND m.role IN ('adviser', 'manager') AND m.from_date <= %(day)s
            AND (m.until_date IS NULL OR m.until_date >= %(day)s)) ORDER BY p.kana, p.name, p.id""",
        facts,
    )


def today(facts: Parameters) -> list[WAY]:
    """Seven lists of at most 21 rows; steps found by their date, or by the cases they belong to."""
    ways = [tuple(_today(sight, steps)) for sight in SIGHTS for steps in (_steps_by_date, _steps_by_case)]
    return [tuple(Statement(sql, facts) for sql in way) for way in ways]


def _today(sight: str, steps: Callable[[str, str], str]) -> Iterator[str]:
    cases = f"SELECT {BRIEF} FROM consultations_consultation c {JOINS} WHERE {sight} AND c.closed_at IS NULL"
    yield f"{cases} AND c.urgency = 2 ORDER BY c.received_at, c.id LIMIT 21"
    yield f"{cases} AND c.owner_id IS NULL ORDER BY c.received_at, c.id LIMIT 21"
    ours = f"AND n.next_action NOT IN ({WAITING})"
    yield steps(sight, f"{ours} AND n.next_date < %(day)s")
    yield steps(sight, f"{ours} AND n.next_date = %(day)s")
    yield f"{cases} AND {MINE} ORDER BY c.urgency DESC, c.received_at DESC, c.id DESC LIMIT 21"
    yield steps(sight, f"AND n.next_action IN ({WAITING})")
    yield f"""SELECT a.id, a.starts_at, a.ends_at, a.place, c.number, k.name FROM appointments_appointment a
        JOIN consultations_consultation c ON c.id = a.consultation_id {JOINS}
        WHERE a.starts_at >= %(morning)s AND a.starts_at < %(night)s AND a.state = 'booked' AND {sight}
        ORDER BY a.starts_at"""
    yield f"""SELECT t.appointment_id, p.name FROM appointments_attendee t JOIN accounts_person p ON p.id = t.person_id
        JOIN appointments_appointment a ON a.id = t.appointment_id
        JOIN consultations_consultation c ON c.id = a.consultation_id
        WHERE a.starts_at >= %(morning)s AND a.starts_at < %(night)s AND a.state = 'booked' AND {sight}"""


def _steps_by_date(sight: str, which: str) -> str:
    return _steps(f"{which} AND {sight} AND c.closed_at IS NULL AND ({MINE} OR c.owner_id IS NULL)")


def _steps_by_case(sight: str, which: str) -> str:
    concerning = (
        f"SELECT c.id FROM consultations_consultation c WHERE c.closed_at IS NULL AND (c.owner_id IS NULL OR {MINE})"
    )
    return _steps(f"{which} AND {sight} AND n.consultation_id IN ({concerning})")


def _steps(which: str) -> str:
    return f"""SELECT n.id, n.next_date, n.next_action, c.number, c.consulter_kind, k.name FROM consultations_contact n
        JOIN consultations_consultation c ON c.id = n.consultation_id {JOINS}
        WHERE n.done_at IS NULL AND n.next_date IS NOT NULL {which} ORDER BY n.next_date, n.id LIMIT 21"""


def one_case(facts: Parameters) -> list[WAY]:
    """The card with company, owner and office, then one statement for each table that hangs on the case."""
    hanging = (
        "SELECT n.id, n.at, n.channel, n.kind, n.next_action, n.next_date, n.done_at, p.name"
        " FROM consultations_contact n JOIN accounts_person p ON p.id = n.by_id"
        " WHERE n.consultation_id = %(case)s ORDER BY n.at DESC, n.id DESC",
        "SELECT s.id, s.to_state, s.at, p.name FROM consultations_statechange s LEFT JOIN accounts_person p"
        " ON p.id = s.by_id WHERE s.consultation_id = %(case)s ORDER BY s.at, s.id",
        "SELECT m.id, m.kind, m.person_id, m.from_date, m.until_date, p.name FROM consultations_member m"
        " JOIN accounts_person p ON p.id = m.person_id WHERE m.consultation_id = %(case)s AND m.removed_at IS NULL"
        " AND m.kind <> 'consulter' ORDER BY m.kind, m.from_date, m.id",
        "SELECT o.id, o.kind, o.is_given FROM consultations_consent o WHERE o.consultation_id = %(case)s"
        " ORDER BY o.at, o.id",
        f"SELECT c.id, c.number, c.category FROM consultations_consultation c WHERE c.id IN ("
        " SELECT later_id FROM consultations_link WHERE earlier_id = %(case)s UNION ALL"
        f" SELECT earlier_id FROM consultations_link WHERE later_id = %(case)s) AND {PROBED} {NEWEST}",
        "SELECT category FROM consultations_secondarycategory WHERE consultation_id = %(case)s",
        "SELECT a.id, a.starts_at, a.ends_at, a.place, a.state FROM appointments_appointment a"
        " WHERE a.consultation_id = %(case)s ORDER BY a.starts_at, a.id",
        "SELECT t.appointment_id, p.name FROM appointments_attendee t JOIN accounts_person p ON p.id = t.person_id"
        " JOIN appointments_appointment a ON a.id = t.appointment_id WHERE a.consultation_id = %(case)s",
        "SELECT z.fiscal_year, z.capital_yen, z.employees, z.industry FROM companies_sizefact z WHERE z.office_id ="
        " %(office)s AND z.fiscal_year <= %(year)s AND z.company_id = (SELECT company_id FROM"
        " consultations_consultation WHERE id = %(case)s) ORDER BY z.fiscal_year DESC LIMIT 1",
        "SELECT person_id, office_id FROM consultations_wall WHERE consultation_id = %(case)s",
        "SELECT f.* FROM accounts_deskprofile f WHERE f.office_id = %(office)s",
        "SELECT o.name, f.*, EXISTS (SELECT 1 FROM accounts_installation WHERE is_demo) FROM accounts_organisation o"
        " LEFT JOIN accounts_deskprofile f ON f.office_id = o.id WHERE o.kind = 'centre'",
    )
    card = f"""SELECT c.*, k.*, p.name, o.name FROM consultations_consultation c {JOINS}
        JOIN accounts_organisation o ON o.id = c.office_id WHERE c.id = %(case)s AND {PROBED}"""
    return [tuple(Statement(sql, facts) for sql in (card, *hanging))]
