"""計る — the pages of a filled desk beside the best SQL and beside the bare template, as medians in milliseconds."""

import gc
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Any
from unittest.mock import patch

import best_sql
from best_sql import WAY, Parameters, Statement
from django import shortcuts
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import URLPattern, resolve
from django.utils import timezone
from fill import FOUR, FREQUENT, RARE, Desk

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import State
from madoguchi.foundation.access.doors import reads
from madoguchi.foundation.access.rules import SIGNED_IN
from madoguchi.foundation.accounts import queries as accounts
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import TOKYO, fiscal_year_bounds
from madoguchi.foundation.core.planning import planned_by_what_is_asked

ROUNDS = 25
WARM_UP = 10  # by then PostgreSQL has planned for good what a connection asks again and again
HOST = "localhost"
VIEWS = ("madoguchi.desk.counter.views", "madoguchi.desk.consultations.views.desk")
Ask = Callable[[], object]


@dataclass(frozen=True)
class Question:
    """問い — a page, the ways of asking for it by hand, and what of both must be the same."""

    name: str
    url: str
    ways: list[WAY]
    shown: Callable[[dict[str, Any]], object]
    found: Callable[[list[list[tuple[Any, ...]]]], object]


@dataclass(frozen=True)
class Measured:
    name: str
    rows: int
    statements: int
    database: float
    best: float
    page: float
    ready: float
    template: float
    quickest_page: float
    quickest_ready: float


def measure(desk: Desk) -> list[dict[str, Any]]:
    """Every question of one filled desk."""
    gc.collect()
    gc.freeze()
    return [asdict(_measured(question, desk)) for question in questions(desk)]


def questions(desk: Desk) -> list[Question]:
    facts = _facts(desk)
    lists = [_listed(name, query, conditions, facts) for name, query, conditions in _combinations(desk, facts)]
    words = [("2文字・頻出", FREQUENT), ("4文字", FOUR), ("まれな語", RARE)]
    searches = [_searched(f"検索：{name}「{word}」", word, facts) for name, word in words]
    return [_today(facts), *lists, *searches, _one_case(desk, facts)]


def _facts(desk: Desk) -> Parameters:
    day = timezone.localdate()
    facts = {"me": desk.adviser.pk, "office": desk.offices[0].pk, "day": day}
    return facts | {"morning": _midnight(day), "night": _midnight(day + timedelta(days=1))}


def _midnight(day: date) -> Any:
    moment = datetime(day.year, day.month, day.day, tzinfo=TOKYO)
    return connection.ops.adapt_datetimefield_value(moment)


def _combinations(desk: Desk, facts: Parameters) -> list[tuple[str, str, str]]:
    """六つの絞り込み — name, as in the URL, as in SQL."""
    year = timezone.localdate().year - 2
    owner, office = desk.adviser.pk, facts["office"]
    first, last = fiscal_year_bounds(year)
    facts |= {"from": _midnight(first), "before": _midnight(last + timedelta(days=1))}
    in_year = "AND c.received_at >= %(from)s AND c.received_at < %(before)s"
    mine, managing = f"AND c.owner_id = {owner}", "AND c.category = 'MGT'"
    everything = f"fiscal_year={year}&category=MGT&owner={owner}&state=closed"
    return [
        ("一覧：絞り込みなし", "", ""),
        ("一覧：年度＋区分", f"fiscal_year={year}&category=MGT", f"{in_year} {managing}"),
        (
            "一覧：窓口＋状態（終了していない）",
            f"office={office}&state=open",
            "AND c.closed_at IS NULL",
        ),
        ("一覧：担当＋状態（終了）", f"owner={owner}&state=closed", f"{mine} AND c.state = 'closed'"),
        ("一覧：企業規模＋都道府県", "size=SMALL&prefecture=23", "AND c.size = 'SMALL' AND c.prefecture = '23'"),
        ("一覧：年度＋区分＋担当＋状態", everything, f"{in_year} {managing} {mine} AND c.state = 'closed'"),
    ]


def _listed(name: str, query: str, conditions: str, facts: Parameters) -> Question:
    return Question(name, f"/consultations/?{query}", best_sql.listed(conditions, facts), _listing, _numbers)


def _searched(name: str, word: str, facts: Parameters) -> Question:
    ways = best_sql.searched(word, connection.vendor, facts)
    return Question(name, f"/consultations/?q={word}", ways, _listing, _numbers)


def _listing(page: dict[str, Any]) -> object:
    found = page["listing"]
    return [row.number for row in found.rows], found.count


def _numbers(found: list[list[tuple[Any, ...]]]) -> object:
    _received, page, ((count,),), *_offers = found
    return [row[0] for row in page[:50]], min(count, 1000)


def _today(facts: Parameters) -> Question:
    names = ("urgent", "new", "overdue", "due", "mine", "waiting", "appointments")
    return Question(
        "今日の窓口",
        "/today/",
        best_sql.today(facts),
        lambda page: [[row.pk for row in getattr(page["today"], name)] for name in names],
        lambda found: [[row[0] for row in rows] for rows in found[: len(names)]],
    )


def _one_case(desk: Desk, facts: Parameters) -> Question:
    mine = Consultation.objects.filter(owner=desk.adviser, state=State.WORKING, company__isnull=False)
    case = mine.latest("received_at")
    return Question(
        "一件（事案の頁）",
        case.get_absolute_url(),
        best_sql.one_case(facts | {"case": case.pk, "year": case.fiscal_year}),
        lambda page: [[row.pk for row in rows] for rows in (page["story"].contacts, page["story"].changes)],
        lambda found: [[row[0] for row in rows] for rows in found[1:3]],
    )


def _measured(question: Question, desk: Desk) -> Measured:
    request = _request(question.url, desk)
    statements, template, page = _observe(request)
    _compare(question, page)
    how = planned_by_what_is_asked if "listing" in page else nullcontext
    ways = [_asker(way, how) for way in question.ways]
    client = signed_in(desk.adviser)
    database, *by_hand = medians(_asker(statements, how), *ways)
    visit = partial(_visit, client, question.url)
    pages, readies, bares = rounds(visit, _ready(template, page, visit), _bare(template, page, request))
    return Measured(
        name=question.name,
        rows=_row_count(page),
        statements=len(statements),
        database=database,
        best=min(by_hand),
        page=statistics.median(pages),
        ready=statistics.median(readies),
        template=statistics.median(bares),
        quickest_page=min(pages),
        quickest_ready=min(readies),
    )


def signed_in(person: Person) -> Client:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "madoguchi.foundation.accounts.backends.PersonBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    client = Client(headers={"host": HOST})
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def _request(url: str, desk: Desk) -> HttpRequest:
    request = RequestFactory(headers={"host": HOST}).get(url)
    request.user = type(desk.adviser).objects.get(pk=desk.adviser.pk)
    request.user.organisation_ids()
    _ = request.user.must_add_second_factor
    return request


def _observe(request: HttpRequest) -> tuple[WAY, str, dict[str, Any]]:
    """The statements of the page (without those of the diary), its template, and what it was fed."""
    seen: list[Statement] = []
    fed: list[tuple[str, dict[str, Any]]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not diary.is_writing() and sql.lstrip().startswith(("SELECT", "WITH")):
            seen.append(Statement(sql, params))
        return execute(sql, params, many, context)

    view, args, kwargs = resolve(request.path)
    with connection.execute_wrapper(note), _renders(fed):
        view(request, *args, **kwargs)
    (template, page), *_none = fed
    return tuple(seen), template, page


def _renders(fed: list[tuple[str, dict[str, Any]]]) -> Any:
    def render(request: HttpRequest, template: str, page: dict[str, Any], **options: Any) -> Any:
        fed.append((template, page))
        return shortcuts.render(request, template, page, **options)

    stack = ExitStack()
    for module in VIEWS:
        stack.enter_context(patch(f"{module}.render", render))
    return stack


def _compare(question: Question, page: dict[str, Any]) -> None:
    """The same rows in the same order, or the comparison is worth nothing."""
    shown = question.shown(page)
    for way in question.ways:
        found = question.found([_rows(statement) for statement in way])
        assert found == shown, f"{question.name}: {found} is not {shown}"


def _row_count(page: dict[str, Any]) -> int:
    if "listing" in page:
        return len(page["listing"].rows)
    return sum(len(rows) for rows in vars(page["today"]).values()) if "today" in page else 1


def _rows(statement: Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.parameters)
        return list(cursor.fetchall())


def _asker(statements: WAY, how: Any = nullcontext) -> Ask:
    def ask() -> None:
        with how():
            for statement in statements:
                _rows(statement)

    return ask


def _visit(client: Client, url: str) -> None:
    """As in life: middleware, session, person, second factor, view, diary; the connection is kept or closed."""
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    close_old_connections()


def _ready(template: str, page: dict[str, Any], visit: Ask) -> Ask:
    """The same visit (middleware, session, person, door) to the same template, fed from what is ready."""

    def ready(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return shortcuts.render(request, template, page)

    door = reads(SIGNED_IN)(ready)

    def ask() -> None:
        with patch.object(URLPattern, "resolve", _leading_to(door)):
            visit()

    return ask


def _leading_to(door: Any) -> Any:
    resolve_as_usual = URLPattern.resolve

    def resolve_to_door(pattern: URLPattern, path: str) -> Any:
        match = resolve_as_usual(pattern, path)
        if match is not None:
            match.func = door
        return match

    return resolve_to_door


def _bare(template: str, page: dict[str, Any], request: HttpRequest) -> Ask:
    """The same template, fed from what is ready: no view, no middleware, no database."""
    loaded = get_template(template)
    house = cache(accounts.house)
    house()

    def render() -> None:
        with patch.object(accounts, "house", house):
            loaded.render(page, request)

    return render


def medians(*asks: Ask) -> list[float]:
    return [statistics.median(taken) for taken in rounds(*asks)]


def rounds(*asks: Ask) -> list[list[float]]:
    """Each in turn, round after round, so that a slow moment of the machine falls on all."""
    times: list[list[float]] = [[] for _ask in asks]
    for number in range(WARM_UP + ROUNDS):
        for ask, taken in zip(asks, times, strict=True):
            began = time.perf_counter()
            ask()
            if number >= WARM_UP:
                taken.append((time.perf_counter() - began) * 1000)
    return times
