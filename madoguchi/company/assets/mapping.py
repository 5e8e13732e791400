"""見取り図 — counterparties × items × places × people: columns of nodes and lines between neighbours, as SVG.

Items are drawn as groups of level and origin. Three statements count the lines; what would make the picture
unreadable is drawn together as the rest of its column, and the picture says so.
"""

from collections import Counter
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from madoguchi.company.agreements.models import Counterparty
from madoguchi.company.assets.models import AssetQuerySet, Holder, Place
from madoguchi.company.assets.people import labels_of
from madoguchi.company.assets.words import Origin
from madoguchi.foundation.core.language import word

MOST_NODES = 10
MOST_LINES_IN_TABLE = 200
REST = "rest"
COLUMN, NODE_WIDTH, NODE_HEIGHT, GAP, TOP = 260, 180, 44, 14, 40
PARTNER, GROUP, PLACE, PERSON = range(4)

Key = tuple[int, Any]  # the column, and which of it


@dataclass
class Node:
    """一つの箱 — with its number of items."""

    label: str
    count: int
    x: int
    y: int
    is_mixed: bool = False

    @property
    def text_x(self) -> int:
        return self.x + 10

    @property
    def middle(self) -> int:
        return self.y + NODE_HEIGHT // 2

    @property
    def short(self) -> str:
        return self.label if len(self.label) <= 13 else f"{self.label[:12]}…"


@dataclass(frozen=True)
class Edge:
    """一本の線."""

    start: Node
    end: Node
    count: int

    @property
    def path(self) -> str:
        left, right = self.start.x + NODE_WIDTH, self.end.x
        bend = (left + right) // 2
        begin, end = self.start.middle, self.end.middle
        return f"M{left} {begin}C{bend} {begin} {bend} {end} {right} {end}"

    @property
    def width(self) -> float:
        return min(1.5 + sqrt(self.count) / 2, 8.0)


@dataclass
class Picture:
    """図 — and the table beside it: `lines` are the same lines in words."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    height: int = 0
    width: int = COLUMN * 3 + NODE_WIDTH + 4
    is_capped: bool = False

    @property
    def lines(self) -> list[Edge]:
        return sorted(self.edges, key=lambda one: (one.start.x, one.start.y, one.end.y))[:MOST_LINES_IN_TABLE]


def picture(rows: AssetQuerySet, levels: dict[str, str]) -> Picture:
    """見取り図を描く — of the items somebody sees."""
    links, sizes = _counted(rows)
    kept, is_capped = _kept(sizes)
    drawn = _placed(kept, sizes, _labels(kept, levels, links))
    _mark_mixed(drawn, links, kept)
    lines: Counter[tuple[Key, Key]] = Counter()
    for (start, end), count in links.items():
        lines[_drawn_as(start, kept), _drawn_as(end, kept)] += count
    names = (_("相手先"), _("情報（区分・出所）"), _("場所"), _("人"))
    return Picture(
        nodes=list(drawn.values()),
        edges=[Edge(drawn[start], drawn[end], count) for (start, end), count in lines.items()],
        headings=[(column * COLUMN, name) for column, name in enumerate(names)],
        height=max((node.y for node in drawn.values()), default=0) + NODE_HEIGHT + GAP,
        is_capped=is_capped,
    )


def _counted(rows: AssetQuerySet) -> tuple[Counter[tuple[Key, Key]], Counter[Key]]:
    """The lines between neighbours, and how many items go through each node."""
    links: Counter[tuple[Key, Key]] = Counter()
    sizes: Counter[Key] = Counter()
    for partner, level, origin, count in _sums(rows, "agreement__counterparty", "level", "origin"):
        sizes[GROUP, (level, origin)] += count
        if partner is not None:
            sizes[PARTNER, partner] += count
            links[(PARTNER, partner), (GROUP, (level, origin))] += count
    placed = rows.filter(in_places__isnull=False)
    for level, origin, place, count in _sums(placed, "level", "origin", "in_places__place"):
        sizes[PLACE, place] += count
        links[(GROUP, (level, origin)), (PLACE, place)] += count
    held = placed.filter(with_holders__isnull=False)
    for place, holder, count in _sums(held, "in_places__place", "with_holders__holder"):
        sizes[PERSON, holder] += count
        links[(PLACE, place), (PERSON, holder)] += count
    return links, sizes


def _sums(rows: Any, *names: str) -> list[tuple[Any, ...]]:
    return list(rows.order_by().values_list(*names).annotate(Count("pk")))


def _kept(sizes: Counter[Key]) -> tuple[set[Key], bool]:
    """The largest of each column; the rest of a column is drawn as one."""
    kept: set[Key] = set()
    for column in range(4):
        nodes = sorted((key for key in sizes if key[0] == column), key=lambda key: (-sizes[key], str(key)))
        most = MOST_NODES if len(nodes) <= MOST_NODES else MOST_NODES - 1
        kept |= set(nodes[:most])
    return kept, len(kept) < len(sizes)


def _drawn_as(key: Key, kept: set[Key]) -> Key:
    return key if key in kept else (key[0], REST)


def _labels(kept: set[Key], levels: dict[str, str], links: Counter[tuple[Key, Key]]) -> dict[Key, str]:
    places = Place.objects.in_bulk([which for column, which in kept if column == PLACE])
    wanted = [which for column, which in kept if column == PERSON]
    people = labels_of(Holder.objects.select_related("person").filter(pk__in=wanted))
    partners = _partner_names([which for column, which in kept if column == PARTNER])
    found: dict[Key, str] = {}
    for key in kept:
        column, which = key
        if column == GROUP:
            found[key] = f"{levels.get(which[0], which[0])}・{word(Origin, which[1])}"
        else:
            found[key] = (partners, {}, {pk: row.name for pk, row in places.items()}, people)[column][which]
    return found


def _partner_names(wanted: list[int]) -> dict[int, str]:
    return {pk: row.name for pk, row in Counterparty.objects.in_bulk(wanted).items()}


def _placed(kept: set[Key], sizes: Counter[Key], labels: dict[Key, str]) -> dict[Key, Node]:
    drawn: dict[Key, Node] = {}
    for column in range(4):
        keys = sorted((key for key in kept if key[0] == column), key=lambda key: (-sizes[key], labels[key]))
        rest = sum(count for key, count in sizes.items() if key[0] == column and key not in kept)
        for key in [*keys, *([(column, REST)] if rest else [])]:
            y = TOP + sum(1 for other in drawn if other[0] == column) * (NODE_HEIGHT + GAP)
            label = labels.get(key) or _("そのほか")
            drawn[key] = Node(label, sizes.get(key, rest), column * COLUMN, y)
    return drawn


def _mark_mixed(drawn: dict[Key, Node], links: Counter[tuple[Key, Key]], kept: set[Key]) -> None:
    """A place where own and entrusted items lie is drawn as one that mixes."""
    origins: dict[Key, set[str]] = {}
    for (start, end), _count in links.items():
        if end[0] == PLACE:
            origins.setdefault(end, set()).add(start[1][1])
    for key, found in origins.items():
        if {Origin.OWN.value, Origin.ENTRUSTED.value} <= found:
            drawn[_drawn_as(key, kept)].is_mixed = True
