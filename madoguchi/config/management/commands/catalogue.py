"""`manage.py catalogue` — collects every sentence of each room into its English catalogue; no gettext needed."""

from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "_g": None,
    "_lazy": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def rooms() -> Iterator[Path]:
    """The house itself (its shared templates), config, and every room of the wings."""
    root = settings.BASE_DIR / "madoguchi"
    yield root
    yield root / "config"
    for wing in ("public", "desk", "company", "foundation"):
        yield from sorted(path.parent for path in (root / wing).glob("*/__init__.py"))


def sentences(room: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Message and context of every marked sentence in a room's code and templates; tests say nothing to users."""
    for path in sorted(room.rglob("*.py")) + sorted(room.rglob("*.html")) + sorted(room.rglob("*.txt")):
        if _belongs(path, room):
            text = path.read_text(encoding="utf-8")
            is_code = path.suffix == ".py"
            code = text if is_code else templatize(text, origin=str(path))  # calls amid noise: a tolerant lexer
            way = "python" if is_code else "javascript"
            for _line, message, _comments, context in extract(way, BytesIO(code.encode()), KEYWORDS):
                yield message, context


def _belongs(path: Path, room: Path) -> bool:
    inner = path.relative_to(room).parts
    root = settings.BASE_DIR / "madoguchi"
    if room == root and inner[0] != "templates":
        return False
    return not {"tests", "migrations", "factories.py", "locale"} & set(inner)


def fresh(room: Path) -> Catalog:
    """The catalogue as it should be: today's sentences with yesterday's translations."""
    found, known = Catalog(locale="en", fuzzy=False), read(room)
    for sentence, context in sentences(room):
        found.add(sentence, context=context)
    for message in found:
        old = known.get(message.id, context=message.context) if message.id else None
        if old:
            message.string = old.string
    return found


def read(room: Path) -> Catalog:
    path = po_path(room)
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def po_path(room: Path) -> Path:
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def untranslated(catalog: Catalog) -> list[str]:
    return [str(m.id) for m in catalog if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]


def po_bytes(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalog, no_location=True, omit_header=True, sort_output=True, width=0)
    head = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return (head + '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n').encode() + buffer.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    buffer = BytesIO()
    catalog.revision_date = catalog.creation_date = settings.CATALOGUE_DATE
    write_mo(buffer, catalog)
    return buffer.getvalue()


class Command(BaseCommand):
    help = "Writes each room's English catalogue (.po, .mo); --check says whether they are complete and current."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        wrong = [problem for room in rooms() for problem in self.visit(room, check)]
        wrong += disagreements()
        if wrong:
            raise CommandError("\n".join(wrong))

    def visit(self, room: Path, check: bool) -> list[str]:
        catalog = fresh(room)
        if not len(catalog):
            return []
        files = {po_path(room): po_bytes(catalog), po_path(room).with_suffix(".mo"): mo_bytes(catalog)}
        missing = [f"{room.name}: no English for {text}" for text in untranslated(catalog)]
        if check:
            return missing + [f"{p}: run make catalogue" for p, b in files.items() if not same(p, b)]
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return missing


def disagreements() -> list[str]:
    """Django reads all rooms as one book: the same sentence must say the same in English everywhere."""
    said: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for room in rooms():
        for message in read(room):
            if message.id:
                said[str(message.id), message.context].add(str(message.string))
    return [f"two translations of {text}: {sorted(each)}" for (text, _context), each in said.items() if len(each) > 1]


def same(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content
