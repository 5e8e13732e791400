"""同じ企業かもしれないものの速さ — how long it takes to say which of N companies may be one.

    .venv/bin/python benchmarks/twins.py [COMPANIES]                                     SQLite in a temporary folder
    bash .ci/with-postgres bash -c 'DATABASE_URL=$POSTGRES_URL .venv/bin/python benchmarks/twins.py'

Names are made up by a seeded chance; one company in twenty is there twice, under a name that differs in one way.
"""

import os
import random
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
FOLDER = tempfile.TemporaryDirectory()
os.environ |= {"DATA_DIR": FOLDER.name, "DJANGO_SETTINGS_MODULE": "madoguchi.config.settings"}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from fill import TRADES  # noqa: E402
from measure import medians  # noqa: E402

from madoguchi.company.companies import actions, comparing, twins  # noqa: E402
from madoguchi.company.companies.alike import spell  # noqa: E402
from madoguchi.company.companies.models import Acquaintance, Company, Spelling  # noqa: E402
from madoguchi.foundation.access.roles import Role  # noqa: E402
from madoguchi.foundation.accounts import factories as people  # noqa: E402
from madoguchi.foundation.core.folding import company_core, fold_company  # noqa: E402
from madoguchi.foundation.core.prefectures import Prefecture  # noqa: E402

COMPANIES, CHUNK, ONE_IN = 20_000, 1000, 20
SYLLABLES = list("あかさたなはまやらわきしちにひみりうくすつぬふむゆるせてねめれそとのほもよろ")
KANJI = list("山川田中村木林森石原松竹梅桜花水火金土日月星空海島岡坂谷沢橋本上下大小高長西東南北")
FORMS = ["株式会社{}", "株式会社{}", "{}株式会社", "有限会社{}", "合同会社{}"]


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    chance = random.Random(20171211)
    with transaction.atomic():
        centre = people.office(code="00")
        manager = people.member(Role.MANAGER, centre)
        for names in chunks(chance, count):
            made = Company.objects.bulk_create(described(*one) for one in names)
            spell(made)
            Acquaintance.objects.bulk_create(
                Acquaintance(company=one, office=centre, because=one.audit_stream()) for one in made
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    page = twins.proposed(actor=manager, size=1_000_000)
    middle = f"n{'.'.join(map(str, page.pairs[len(page.pairs) // 2]))}"
    first = page.pairs[0]
    asked = {
        "list, first page": lambda: comparing.proposed(actor=manager),
        "list, a page in the middle": lambda: comparing.proposed(actor=manager, after=middle),
        "comparing one pair": lambda: twins.likeness_of(first.first, first.second, actor=manager),
        "registering a company": lambda: registered(chance, manager, centre),
    }
    print(f"{connection.vendor}: {count:,} companies, {Spelling.objects.count():,} keys, {len(page.pairs):,} pairs")
    for name, took in zip(asked, medians(*asked.values()), strict=True):
        print(f"{name:30} {took:8.1f} ms")


def chunks(chance: random.Random, count: int) -> list[list[tuple[str, str]]]:
    names: list[tuple[str, str]] = []
    while len(names) < count:
        core, place = f"{own(chance)}{chance.choice(TRADES)}", chance.choice(Prefecture.values)
        names.append((chance.choice(FORMS).format(core), place))
        if chance.randrange(ONE_IN) == 0:
            names.append(twin(chance, core, place))
    return [names[at : at + CHUNK] for at in range(0, count, CHUNK)]


def own(chance: random.Random) -> str:
    return "".join(chance.choices(chance.choice([SYLLABLES, KANJI]), k=chance.randint(2, 5)))


def twin(chance: random.Random, core: str, place: str) -> tuple[str, str]:
    slip = chance.randrange(len(core))
    return chance.choice(
        [
            (core, place),
            (f"株式会社{core}", place),
            (f"株式会社{core}", chance.choice(Prefecture.values)),
            (f"株式会社{core[:slip]}架{core[slip + 1 :]}", place),
        ]
    )


def described(name: str, place: str) -> Company:
    folded, core = fold_company(name), company_core(name)
    return Company(name=name, folded=folded, core=core, prefecture=place, registered_at=timezone.now())


def registered(chance: random.Random, manager: people.Person, centre: people.Organisation) -> None:
    name = f"株式会社{own(chance)}{own(chance)}"
    actions.register(name=name, prefecture="23", office=centre, by=manager, at=timezone.now())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or [COMPANIES]))
