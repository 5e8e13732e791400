"""読んで渡す — from a file to the outcomes that are staged; and the whole way at the server, where nobody is asked."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from madoguchi.desk.consultations.words import ENDED
from madoguchi.desk.logbooks import actions, remarks, rows, tables
from madoguchi.desk.logbooks.cells import key_of
from madoguchi.desk.logbooks.headings import named_by
from madoguchi.desk.logbooks.judging import Outcome
from madoguchi.desk.logbooks.mapping import GISTS, Mapping, Proposal, propose, year_of
from madoguchi.desk.logbooks.models import LABEL_LENGTH, Logbook, LogbookFile, Step
from madoguchi.desk.logbooks.rows import Entry, Line
from madoguchi.desk.logbooks.staging import Tally, rehearse
from madoguchi.desk.logbooks.tables import Survey
from madoguchi.desk.logbooks.taking import carry_on
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.books import Book, opened
from madoguchi.foundation.vault import downloads
from madoguchi.foundation.vault.opened import OpenKeyring


@dataclass(frozen=True)
class Reading:
    """読みかけの記録簿 — the open book, what was found in it, and how it would be understood."""

    book: Book
    survey: Survey
    proposal: Proposal

    def understood(self, mapping: Mapping) -> dict[str, Any]:
        """What is kept of it; of columns that said nothing or too little the next logbook may say more."""
        undecided = {*self.doubts(mapping), *(key for key, column in self.survey.columns.items() if not column.filled)}
        uses = {key: use for key, use in mapping.uses.items() if key not in undecided}
        year, told = year_of(self.survey, mapping), self.told(mapping)
        return {"mapping": replace(mapping, uses=uses).as_json(), "year": year, "remarks": told}

    def told(self, mapping: Mapping) -> list[str]:
        """What a reader should know of the file, read like this."""
        return [*self.told_of_tables(mapping), *dict.fromkeys(self.doubts(mapping).values())]

    def told_of_tables(self, mapping: Mapping) -> list[str]:
        return [*self.survey.remarks, *remarks.unread(self.survey, mapping)]

    def doubts(self, mapping: Mapping) -> dict[str, str]:
        return remarks.doubts(self.survey, self.proposal, mapping)

    def outcomes(self, mapping: Mapping, *, is_under_way: bool = False) -> Iterator[Outcome]:
        """Every row, in the order of the file."""
        year = year_of(self.survey, mapping)
        for line in rows.lines(self.book, self.survey, mapping):
            yield _outcome(line, mapping, year, is_under_way)


@contextmanager
def read(source: Path | IO[bytes], *, office: Organisation) -> Iterator[Reading]:
    """読む — with what the office's last logbook taught. Raises Refusal for what is no logbook."""
    with opened(source) as book:
        survey = tables.survey(book)
        yield Reading(book, survey, propose(survey, actions.remembered(office)))


def content_of(file: LogbookFile, keys: OpenKeyring) -> IO[bytes]:
    """In memory: what is in clear touches no disk."""
    return BytesIO(b"".join(downloads.opened(file, keys)))


def import_logbook(
    *,
    path: Path,
    office: Organisation,
    opens: frozenset[str] = frozenset(),
    mapping: str | None = None,
    is_under_way: bool = False,
    at: datetime,
) -> Logbook:
    """取り込む — as the machine, to the end; what an earlier run left unfinished is finished first.

    Raises Refusal when the file is no logbook, or asks what only a person can answer.
    """
    with read(path, office=office) as found:
        mark = _mark(path)
        finished = _finish(office, at)
        if finished and finished.mark == mark:
            return finished
        chosen = _chosen(found, mapping, opens)
        logbook = actions.begin(office=office, label=path.name[:LABEL_LENGTH], mark=mark, by=None, at=at)
        actions.take_in(
            logbook=logbook,
            outcomes=found.outcomes(chosen, is_under_way=is_under_way),
            **found.understood(chosen),
            by=None,
            at=at,
        )
    carry_on(logbook.pk)
    return Logbook.objects.get(pk=logbook.pk)


def try_logbook(
    *, path: Path, office: Organisation, opens: frozenset[str], mapping: str | None, is_under_way: bool, at: datetime
) -> Tally:
    """試し読み — as `import_logbook` would read it; nothing is taken in."""
    with read(path, office=office) as found:
        chosen = _chosen(found, mapping, opens)
        outcomes = found.outcomes(chosen, is_under_way=is_under_way)
        tally = rehearse(Logbook(office=office), outcomes, at=at)
        tally.said[:0] = found.told(chosen)
        return tally


def _chosen(found: Reading, mapping: str | None, opens: frozenset[str]) -> Mapping:
    return opening(Mapping.from_json(mapping) if mapping else _acted_on(found), opens)


def opening(mapping: Mapping, words: frozenset[str]) -> Mapping:
    """開く列 — named by their heading or by what it is to us: 要旨, 対応要旨. Raises Refusal for anything else."""
    return Mapping(mapping.uses, frozenset(_gist_named(mapping, one) for one in words), mapping.words)


def _gist_named(mapping: Mapping, words: str) -> str:
    use = mapping.uses.get(key_of(words)) or named_by(words)
    if use not in GISTS:
        raise Refusal(_("開けるのは、要旨か対応要旨の列です：%(words)s") % {"words": words})
    return use


_MISSING = {"date": _lazy("受付日"), "category_and_gist": _lazy("相談区分と要旨")}


def _acted_on(found: Reading) -> Mapping:
    missing = [str(_MISSING[one]) for one in found.proposal.missing]
    if missing:
        raise Refusal(
            _("%(columns)sの列が分かりません。列の対応を画面で選んで取り込んでください。")
            % {"columns": _("、").join(missing)}
        )
    return found.proposal.mapping


def _finish(office: Organisation, at: datetime) -> Logbook | None:
    """A killed run: rows that were all staged are taken in; half a staging is forgotten."""
    Logbook.objects.filter(office=office, step=Step.RECEIVED, begun_by=None).delete()
    busy = Logbook.objects.busy().filter(office=office).first()
    if busy is None:
        return None
    if busy.step == Step.STAGING:
        if busy.begun_by is not None:
            raise Refusal(_("この窓口では、別の記録簿を取り込んでいる途中です。終わってから始めてください。"))
        actions.discard(logbook=busy, by=None, at=at)
        return None
    carry_on(busy.pk)
    return Logbook.objects.filter(pk=busy.pk, step=Step.DONE).first()  # one that was being undone may come again


def _outcome(line: Line, mapping: Mapping, year: int | None, is_under_way: bool) -> Outcome:
    if not line.is_row:
        return Outcome(line)
    try:
        entry = rows.understand(line, mapping, year)
    except Refusal as refusal:
        return Outcome(line, remark=str(refusal))
    return Outcome(line, replace(entry, is_under_way=is_under_way and _is_open(line, mapping, entry)))


def _is_open(line: Line, mapping: Mapping, entry: Entry) -> bool:
    """By its state where the row tells one, else by a closing date that is not there."""
    if entry.state:
        return entry.state not in ENDED
    closed = [heading for heading in line.headings if mapping.use_of(heading.words) == "closed"]
    return bool(closed) and not any(line.text(heading) for heading in closed)


def _mark(path: Path) -> str:
    """The same file, the same mark; no way back to its content without the secret key of the house."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return salted_hmac("a logbook", digest, algorithm="sha256").hexdigest()
