"""運用表の点検 — gaps and contradictions of a table, each with the way out; asked of the items somebody sees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.assets import words as assets
from madoguchi.company.assets.models import Asset
from madoguchi.company.rules.impact import Touched
from madoguchi.company.rules.queries import LevelOf, Said, Table
from madoguchi.company.rules.words import Action, Overlay

OWNER, ANYONE = "who-owner", "who-anyone"


class Alert(models.TextChoices):
    """気をつけること — what the check finds."""

    EMPTY = "empty", _("まだ決めていない欄があります")
    AI = "ai", _("生成AIに入れてよいかを決めていません")
    OWNER = "owner", _("見てよい人をだれが決めるか、書かれていません")
    SECRET = "secret", _("秘密にする区分がありません")
    REVERSED = "reversed", _("低い区分のほうが厳しくなっています")
    ALIKE = "alike", _("決まりがまったく同じ区分があります")
    WEAK = "weak", _("重なる決まりが、どの区分よりもゆるくなっています")
    UNCOVERED = "uncovered", _("台帳にある情報の、重なる決まりがありません")
    LOST = "lost", _("この表にない区分の情報が、台帳にあります")


WHY = {
    Alert.EMPTY: _("書かれていないことは、人によって違う扱いになります。"),
    Alert.AI: _("決まりがないと、便利さから秘密を外のサービスに入れてしまいます。"),
    Alert.OWNER: _("だれに聞けばよいかわからないと、見てよい人が広がっていきます。"),
    Alert.SECRET: _("どの区分の情報もだれが見てもよいなら、会社の秘密は一つもないことになります。"),
    Alert.REVERSED: _("大事な情報ほどゆるく扱うことになり、会社が秘密にするつもりだったとは受け取られません。"),
    Alert.ALIKE: _("どちらの印を付けても同じなら、区分を分けている意味がなく、迷うもとになります。"),
    Alert.WEAK: _("書いてあっても効きません。区分の決まりのほうが、いつも勝ちます。"),
    Alert.UNCOVERED: _("預かった情報や個人情報には、自社の区分だけでは足りない約束や法律があります。"),
    Alert.LOST: _("その情報をどう扱うかが、どこにも書かれていません。"),
}
WAY_OUT = {
    Alert.EMPTY: _("その行を開き、当てはまる決まりを一つ選んでください。"),
    Alert.AI: _("迷うときは、「生成AIに入れない」を選んでおき、あとで緩めてください。"),
    Alert.OWNER: _("「見てよい人」の行で、責任者を決める決まりを加えてください。"),
    Alert.SECRET: _("「見てよい人」の行で、秘密にする区分を見てよい人を決めてください。"),
    Alert.REVERSED: _("その行を開き、高い区分を同じか、より厳しくしてください。"),
    Alert.ALIKE: _("違う所を一つは直すか、どちらかの区分をなくしてください。"),
    Alert.WEAK: _("その行を開き、重なる決まりを厳しくするか、消してください。"),
    Alert.UNCOVERED: _("どの行からでも、重なる決まりを一つ選んでください。"),
    Alert.LOST: _("使い始めるときに移し先を選ぶか、台帳で区分を選び直してください。"),
}
MARKS = {
    Overlay.ENTRUSTED: Q(origin=assets.Origin.ENTRUSTED),
    Overlay.PERSONAL: Q(is_personal=True),
    Overlay.EXPORT: Q(is_export_controlled=True),
    Overlay.LIMITED: Q(is_limited_data=True),
}


@dataclass(frozen=True)
class Finding:
    """見つかったもの — what, and in which row it is mended; `action` None where it is no single row."""

    alert: Alert
    what: str
    action: Action | None = None


@dataclass(frozen=True)
class Group:
    """見つかったもののまとまり."""

    alert: Alert
    findings: tuple[Finding, ...]

    @property
    def why(self) -> str:
        return str(WHY[self.alert])

    @property
    def way_out(self) -> str:
        return str(WAY_OUT[self.alert])


def groups(table: Table, *, actor: Any, known: Iterable[Touched] = ()) -> list[Group]:
    """点検する — the groups that found something, in the order in which one should go through them.

    `known`: the levels in use, to say of which level an item is that the table does not have, and where it will go.
    """
    found = [*_gaps(table), *_order(table), *_weak(table), *_register(table, actor, list(known))]
    held = {alert: tuple(one for one in found if one.alert is alert) for alert in Alert}
    return [Group(alert, findings) for alert, findings in held.items() if findings]


def _gaps(table: Table) -> Iterator[Finding]:
    for row in table.rows:
        for level, said in zip(table.levels, row.cells, strict=True):
            if not said:
                alert = Alert.AI if row.action is Action.AI else Alert.EMPTY
                yield Finding(alert, _at(level.name, row.label), row.action)
            elif row.action is Action.WHO and not _names_owner(said):
                yield Finding(Alert.OWNER, level.name, row.action)


def _names_owner(said: Said) -> bool:
    """A sentence of the company's own may well do so: it is not judged."""
    return bool(said.free) or bool({OWNER, ANYONE} & {one.code for one in said.measures})


def _order(table: Table) -> Iterator[Finding]:
    if not table.secret:
        yield Finding(Alert.SECRET, str(Action.WHO.label), Action.WHO)
    yield from _reversed(table)
    yield from _alike(table)


def _alike(table: Table) -> Iterator[Finding]:
    """Neighbours without any difference, as a level is that was just added."""
    for above, below in pairwise(table.levels):
        if all(table.cell(above.code, one).sentences == table.cell(below.code, one).sentences for one in Action):
            yield Finding(Alert.ALIKE, _g("「%(high)s」と「%(low)s」") % {"high": above.name, "low": below.name})


def _reversed(table: Table) -> Iterator[Finding]:
    for row in table.rows:
        columns = zip(table.levels, row.cells, strict=True)
        for (above, high), (below, low) in pairwise(_ranked(columns)):
            if _rank(low) > _rank(high) and not high.free:
                words = {"row": row.label, "high": above.name, "low": below.name}
                yield Finding(Alert.REVERSED, _g("%(row)s：「%(low)s」が「%(high)s」より厳しい") % words, row.action)


def _ranked(columns: Iterable[tuple[LevelOf, Said]]) -> list[tuple[LevelOf, Said]]:
    """Those whose strictness can be told."""
    return [(level, said) for level, said in columns if said.rank is not None]


def _weak(table: Table) -> Iterator[Finding]:
    secret = table.secret
    for over in table.overlays:
        for action, said in over.cells:
            lowest = _lowest([table.cell(level.code, action) for level in secret])
            if lowest is not None and said.rank is not None and not said.free and said.rank < lowest:
                yield Finding(Alert.WEAK, _at(over.label, str(action.label)), action)


def _lowest(cells: list[Said]) -> int | None:
    ranks = [said.rank for said in cells]
    return None if None in ranks else min((_rank(said) for said in cells), default=None)


def _rank(said: Said) -> int:
    return -1 if said.rank is None else said.rank


def _register(table: Table, actor: Any, known: list[Touched]) -> Iterator[Finding]:
    """What the register holds that the table says nothing about; two statements."""
    rows = Asset.objects.visible_to(actor).listed().filter(organisation=table.organisation)
    sums = {one.value: Count("pk", filter=mark) for one, mark in MARKS.items()}
    counts = rows.aggregate(**sums)
    covered = {one.code for one in table.overlays}
    for overlay in Overlay:
        if counts[overlay.value] and overlay not in covered:
            yield Finding(Alert.UNCOVERED, _counted(str(overlay.label), counts[overlay.value]))
    names = {one.code: one.name for one in known}
    safe = {*(one.code for one in table.levels), *(one.code for one in known if one.to_name)}
    for code, count in rows.exclude(level__in=safe).order_by().values_list("level").annotate(Count("pk")):
        yield Finding(Alert.LOST, _counted(names.get(code, code), count))


def _at(column: str, row: str) -> str:
    return _g("%(row)s：%(column)s") % {"column": column, "row": row}


def _counted(name: str, count: int) -> str:
    return _g("%(name)s：%(count)d件") % {"name": name, "count": count}
