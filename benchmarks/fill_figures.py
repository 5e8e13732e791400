"""百万件を満たす — what figures count, written by the database itself: a million rows in a minute, alike on both.

Every column is told by the number of the row, spread by large primes: no chance, no clock.
"""

from django.db import connection

OFFICES = 48
FIRST_DAY = "2015-04-01"
YEARS = 11
DAYS = YEARS * 365
CATEGORIES = ["MGT", "MGT", "MGT", "MGT", "STR", "STR", "CON", "LEAK", "PPL", "SYS", "SEC", "INB", "OTH"]
ROLES = ["head", "ip", "legal", "admin", "rnd", "sales", "it", "agent", "supporter", "private", "unknown"]
TYPES = ["company", "company", "company", "sole", "startup", "university", "public", "profession", "person", "unknown"]
CHANNELS = ["TEL", "TEL", "TEL", "MAIL", "MAIL", "VISIT_IN", "WEB", "ONLINE"]
SIZES = ["SME", "SME", "SME", "SMALL", "SMALL", "LARGE", "UNKNOWN"]
KINDS = ["ANSWER", "ANSWER", "CONSULT", "VISIT", "FOLLOWUP"]
INDUSTRIES = ("", *"DEEEEGHILMR")


def fill(count: int) -> None:
    """Into a migrated, empty database: companies (a fifth), consultations, a contact each, every tenth a mention."""
    with connection.cursor() as cursor:
        for statement in (*_companies(count), *_cases(count), *_contacts(), *_mentions()):
            cursor.execute(statement)
        for statement in ("VACUUM ANALYZE",) if connection.vendor == "postgresql" else ("ANALYZE",):
            cursor.execute(statement)


def _numbers(count: int) -> str:
    if connection.vendor == "postgresql":
        return f"generate_series(1::bigint, {count}) AS s(n)"
    return f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s) AS s"


def _one_of(words: tuple[str, ...] | list[str], prime: int) -> str:
    cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
    return f"CASE (n * {prime} / 64) % {len(words)} {cases} END"


def _moment(days: str, minutes: str) -> str:
    """UTC; the desk answers from 0:00 to 8:45 UTC."""
    if connection.vendor == "postgresql":
        return f"timestamptz '{FIRST_DAY} 00:00+00' + ({days}) * interval '1 day' + ({minutes}) * interval '1 minute'"
    return f"datetime('{FIRST_DAY} 00:00', ({days}) || ' days', ({minutes}) || ' minutes')"


def _year(moment: str) -> str:
    if connection.vendor == "postgresql":
        return f"EXTRACT(YEAR FROM ({moment}) AT TIME ZONE 'Asia/Tokyo' - interval '3 months')::integer"
    return f"CAST(strftime('%Y', {moment}, '+9 hours', '-3 months', 'start of month') AS integer)"


def _companies(count: int) -> list[str]:
    prefecture = _two_digits("1 + (n * 48271) % 47")
    return [
        f"""INSERT INTO companies_company (id, name, folded, core, prefecture, address, registered_at, version)
        SELECT n, '架空' || n, '架空' || n, '架空' || n, {prefecture}, '', {_moment("0", "0")}, 0
        FROM {_numbers(max(count // 5, 1))}"""
    ]


def _two_digits(number: str) -> str:
    return f"substr('0' || ({number}), -2)" if connection.vendor == "sqlite" else f"lpad(({number})::text, 2, '0')"


def _cases(count: int) -> list[str]:
    received = _moment(f"n * {DAYS} / {count}", "(n * 7919) % 520")
    has_company, is_open = "(n * 31) % 20 < 17", f"n > {count} - {count} / 50 AND n % 3 = 0"
    yes, no = ("true", "false") if connection.vendor == "postgresql" else ("1", "0")
    closed = _moment(f"n * {DAYS} / {count} + 1 + (n * 104729) % 60", "0")
    company = f"1 + (n * 48271) % {max(count // 5, 1)}"
    answered = "CASE WHEN n % 9 = 0 THEN NULL ELSE (n * 16807) % 1800 END"
    columns = {
        "id": "n",
        "number": "'B' || n",
        "office_id": f"CASE WHEN n % 10 < 7 THEN {{centre}} ELSE {{centre}} + 1 + (n / 10) % {OFFICES - 1} END",
        "fiscal_year": _year(received),
        "received_at": received,
        "channel": _one_of(CHANNELS, 7907),
        "state": f"CASE WHEN {is_open} THEN 'working' ELSE 'closed' END",
        "is_restricted": no,
        "consulter_kind": f"CASE WHEN {has_company} THEN 'company' ELSE 'anonymous' END",
        "company_id": f"CASE WHEN {has_company} THEN {company} END",
        "enterprise_type": _one_of(TYPES, 7901),
        "size": _one_of(SIZES, 7883),
        "prefecture": f"CASE WHEN n % 12 = 0 THEN '' ELSE {_two_digits('1 + (n / 12) % 47')} END",
        "industry": _one_of(INDUSTRIES, 7877),
        "consulter_role": _one_of(ROLES, 7873),
        "is_repeat": f"CASE WHEN n % 5 < 2 THEN {yes} ELSE {no} END",
        "heard_from": "''",
        "trigger": "''",
        "category": _one_of(CATEGORIES, 7867),
        "taxonomy_version": "'1'",
        "gist": "'営業秘密の管理方法について、規程の作り方を知りたい'",
        "answer_gist": "'規程の例を示して助言した'",
        "answer_minutes": answered,
        "urgency": "0",
        "outcome": "''",
        "close_reason": "''",
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE {closed} END",
        "source": "''",
        "version": "0",
    }
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(columns.values()).replace(
        "{centre}", "(SELECT id FROM accounts_organisation WHERE code = '00')"
    )
    return [f"INSERT INTO consultations_consultation ({names}) SELECT {values} FROM {_numbers(count)}"]


def _contacts() -> list[str]:
    person = "(SELECT min(id) FROM accounts_person)"
    return [
        f"""INSERT INTO consultations_contact (consultation_id, at, by_id, channel, kind, next_action)
        SELECT id, received_at, {person}, channel, {_one_of(KINDS, 7853).replace("(n *", "(id *")}, ''
        FROM consultations_consultation"""
    ]


def _mentions() -> list[str]:
    return [
        """INSERT INTO consultations_secondarycategory (consultation_id, category)
        SELECT id, 'SEC' FROM consultations_consultation WHERE id % 10 = 3 AND category <> 'SEC'"""
    ]
