"""検索の速さ — pages of 50 out of many search rows, medians in milliseconds.

    python benchmarks/search_rows.py [ROWS]     SQLite in a temporary folder; or, with DATABASE_URL=postgres://…,
                                                PostgreSQL in tables of its own, dropped at the end

Text is synthetic. 1 line in 20 was written long after its date, as late logs and imports are. `newest_found` is what
lists use; "gathered" is the same answer by `pk IN (matching …) ORDER BY received_at DESC, id DESC`.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
FOLDER = tempfile.TemporaryDirectory()
if not os.environ.get("DATABASE_URL"):
    os.environ["DATA_DIR"] = FOLDER.name

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from madoguchi.foundation.search.models import Line  # noqa: E402
from madoguchi.foundation.search.operations import install, uninstall  # noqa: E402
from madoguchi.foundation.search.queries import newest_found  # noqa: E402
from madoguchi.foundation.search.tests.town import Case, CaseSearch, build, clear  # noqa: E402

PAGE = 51
SMALL = 48  # an office that took in the first twenty cases only
COLUMNS = "page of 50 | in one office of 47 | in the small office | from the middle | in the first year | gathered"
START = datetime(2016, 4, 1, tzinfo=UTC)
WORDS = """
    営業秘密 管理 規程 秘密保持契約 相談 退職者 図面 流出 特許 出願 先使用権 共同開発 委託先 製造方法 顧客名簿 就業規則
    誓約書 タイムスタンプ アクセス制限 従業員 競合他社 技術情報 ノウハウ 海外展開 取引先 サーバー 不正競争防止法
    社内研修 秘密表示 保管庫 訪問 電話 商標 意匠 著作権 弁護士 弁理士 警察 証拠保全 転職 試作品 金型 レシピ 配合
    工場見学 展示会 補助金 中小企業 大学 研究
"""
GLUE = "の を に は が と で から について により ため こと"
QUERIES = {
    "2 characters, frequent": "管理",
    "2 characters, 1 in 100": "漏洩",
    "4 characters": "営業秘密",
    "4 characters, 1 in 100": "一斉送信",
    "long, frequent": "不正競争防止法",
    "rare (5 rows)": "鶴亀蒔絵",
    "two words": "退職者 図面",
    "frequent and rare": "管理 鶴亀",
    "1 character": "の",
    "absent, pairs present": "理管理管",
    "nothing asked": "",
}


def text(chance: random.Random, number: int) -> str:
    words, glue = WORDS.split(), GLUE.split()
    weights = [1 / (rank + 1) for rank in range(len(words))]
    said = [word + chance.choice(glue) for word in chance.choices(words, weights, k=chance.randint(12, 60))]
    said += ["漏洩"] * (number % 100 == 7) + ["一斉送信"] * (number % 100 == 31)
    said += ["鶴亀蒔絵"] * (number in {5, 300, 555, 800, 901})
    return "".join(said[: len(said) // 2]) + "。" + "".join(said[len(said) // 2 :])


def fill(rows: int) -> None:
    chance, began = random.Random(110), time.perf_counter()
    for chunk in (range(start, min(start + 2000, rows)) for start in range(0, rows, 2000)):
        owners = [Case(received_at=_moment(chance, number, rows), office=_office(chance, number)) for number in chunk]
        Case.objects.bulk_create(owners)
        CaseSearch.objects.bulk_put(
            Line(owner, text(chance, number)) for owner, number in zip(owners, chunk, strict=True)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{rows:,} rows written in {time.perf_counter() - began:.0f} s")


def _moment(chance: random.Random, number: int, rows: int) -> datetime:
    day = chance.uniform(0, 3650) if chance.random() < 0.05 else number / rows * 3650
    return START + timedelta(days=day)


def _office(chance: random.Random, number: int) -> int:
    return SMALL if number < 20 else chance.randint(1, 47)


def walked(query: str, *, office: int | None = None, **bounds: Any) -> list[Case]:
    return list(newest_found(_owners(office), query, index=CaseSearch, **bounds)[:PAGE])


def gathered(query: str) -> list[Case]:
    found = Case.objects.filter(pk__in=CaseSearch.objects.matching(query).values("owner_id"))
    return list(found.order_by("-received_at", "-id")[:PAGE])


def _owners(office: int | None) -> QuerySet[Case]:
    return Case.objects.all() if office is None else Case.objects.filter(office=office)


def median(ask: Callable[..., object], *args: object, **kwargs: object) -> float:
    times = []
    for _ in range(15):
        began = time.perf_counter()
        ask(*args, **kwargs)
        times.append((time.perf_counter() - began) * 1000)
        if sum(times) > 3000:
            break
    return statistics.median(times)


def compare(rows: int) -> None:
    middle = START + timedelta(days=1825)
    print(f"{connection.vendor}, {rows:,} rows, ms; columns: {COLUMNS}")
    for name, query in QUERIES.items():
        times = [
            median(walked, query),
            median(walked, query, office=13),
            median(walked, query, office=SMALL),
            median(walked, query, before=(middle, 0)),
            median(walked, query, period=(START, START + timedelta(days=365))),
            median(gathered, query),
        ]
        print(f"{name:24} {query:8} | " + " | ".join(f"{each:8.2f}" for each in times))
    print(f"write one line anew: {median(rewrite):.2f}")


def rewrite() -> None:
    owner = Case.objects.order_by("pk").first()
    CaseSearch.objects.put(owner=owner, text=text(random.Random(), 1))


def main(rows: int) -> None:
    with connection.schema_editor() as editor:
        build(editor)
        install(CaseSearch._meta.db_table, editor)
    try:
        fill(rows)
        compare(rows)
    finally:
        with connection.schema_editor() as editor:
            uninstall(CaseSearch._meta.db_table, editor)
            clear(editor)
        connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
