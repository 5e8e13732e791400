"""Everything that changes a company's papers; a version that is made is never changed, only its state goes on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from madoguchi.company.documents import access, files
from madoguchi.company.documents.assembling import Section, paper_of, sections_of
from madoguchi.company.documents.facts import Facts, facts_of, interview_of
from madoguchi.company.documents.merging import fingerprint
from madoguchi.company.documents.models import Document, Interview, Posting, Version
from madoguchi.company.documents.redoing import redo
from madoguchi.company.documents.text import as_json
from madoguchi.company.documents.words import Kind, Made, Readers, State
from madoguchi.company.grants.models import room_stream
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.papers.reading import read_word
from madoguchi.foundation.papers.word import word

ANSWERS = (
    *("officer", "officer_own", "has_committee", "approver", "devices", "ai", "review_months"),
    *("oral_days", "nda_years", "survival_years", "noncompete_months", "has_foreign_partner"),
)


class Fate(StrEnum):
    """どうなったか — of one kind when the family is made."""

    MADE = "made"
    SAME = "same"
    OWN = "own"  # holds the company's words: looked at one by one
    BROUGHT = "brought"  # the company had one: reviewed, not rewritten
    WAITS = "waits"  # no handling table in force yet
    TOO_LONG = "long"


@dataclass(frozen=True)
class Outcome:
    kind: Kind
    fate: Fate
    version: Version | None = None


@dataclass(frozen=True)
class Plan:
    """予定 — what is to become of one kind; `number`: of the version that was the newest when it was written."""

    kind: Kind
    fate: Fate
    number: int | None
    data: bytes = b""
    clauses: Sequence[Any] = ()


class WrongDay(Refusal):
    """日付の誤り."""

    field = "effective_date"


class SameFile(Refusal):
    """同じファイル."""

    field = "file"


class AlreadyThere(Refusal):
    """すでにある."""

    field = "kind"


@transaction.atomic
def answer(*, organisation: Organisation, by: Person, at: datetime, **answers: Any) -> Interview:
    """聞き取りに答える — `answers` are ANSWERS; where nothing is new nothing is kept."""
    _room_held(organisation, access.WRITE, by)
    before = interview_of(organisation, actor=by)
    if before.pk and all(getattr(before, name) == answers[name] for name in ANSWERS):
        return before
    made = Interview.objects.create(organisation=organisation, asked_at=at, asked_by=by, **answers)
    diary.record("documents.answer", made, by=by, at=at)
    return made


def generate(
    *, organisation: Organisation, kinds: Collection[str] = tuple(Kind), anew: bool = False, by: Person, at: datetime
) -> list[Outcome]:
    """書類を作る — the family or some of it, as drafts; what would say the same is not made again.

    What the company wrote or brought along stays as it is, unless `anew` asks for our first words beside it. The
    papers are written before anybody waits for the database. Raises Conflict where a version came meanwhile,
    NobodyHasAKey, DiskFull.
    """
    access.WRITE.require(by, within=organisation.pk)
    facts, latest = facts_of(organisation, actor=by, on=day_of(at)), _latest(organisation)
    wanted = [kind for kind in Kind if kind in kinds]
    if anew and Version.objects.generated().filter(document__organisation=organisation, document__kind__in=wanted):
        raise Refusal(_("文案から作った版がもうあります。書類のページから、いまの材料で作り直してください。"))
    planned = [_planned(kind, facts, latest.get(kind), anew=anew) for kind in wanted]
    if anew and any(one.fate == Fate.WAITS for one in planned):
        raise Refusal(_("使っている運用表がまだないので、作れません。先に、区分と運用表を使い始めてください。"))
    return _all_kept(organisation, planned, facts.hashes(), by=by, at=at)


@transaction.atomic
def take_back(*, document: Document, data: bytes, name: str, by: Person, at: datetime) -> Version:
    """直したWordを読み込む — the next version, byte by byte. Raises Unreadable, SameFile, NobodyHasAKey, DiskFull."""
    row = _held(document, by=by)
    read_word(data)
    latest = row.versions.order_by("-number")[0]
    if latest.sha256 == files.sha256(data):
        raise SameFile(_("いちばん新しい版と同じファイルです。直したものを選んでください。"))
    content = files.Content(data, name, Made.TAKEN_BACK)
    return _kept("take_back", row, latest.number + 1, content, by=by, at=at)


@transaction.atomic
def bring_along(
    *, organisation: Organisation, kind: str, title: str = "", data: bytes, name: str, by: Person, at: datetime
) -> Version:
    """前からある書類を入れる — version 0, to be reviewed and not rewritten. Raises AlreadyThere and as `take_back`."""
    _room_held(organisation, access.WRITE, by)
    read_word(data)
    document = _document(organisation, kind, title, by=by, at=at)
    if document.versions.filter(number=0).exists():
        raise AlreadyThere(
            _("この種類の書類は、すでに第0版が入っています。直したものは、その書類のページから読み込んでください。")
        )
    return _kept("bring_along", document, 0, files.Content(data, name, Made.BROUGHT_ALONG), by=by, at=at)


@transaction.atomic
def regenerate(
    *, document: Document, chosen: Collection[str], seen_number: int, by: Person, at: datetime
) -> Version | None:
    """作り直す — three-way by clause; `chosen` are those for which our new words replace the company's.

    None where nothing would be different. Raises Conflict where a version came meanwhile, and what `redo` raises.
    """
    row = _held(document, by=by)
    found = redo(row, actor=by, on=day_of(at), chosen=chosen)
    if found.present.number != seen_number:
        raise Conflict(_("その間に新しい版ができました。もう一度開いて、確かめてください。"))
    if not found.is_new:
        return None
    number = found.present.number + 1
    content = files.Content(word(found.paper), _named(row, number), Made.GENERATED, found.clauses, found.facts)
    return _kept("regenerate", row, number, content, by=by, at=at)


@transaction.atomic
def review(*, version: Version, by: Person, at: datetime) -> Version:
    """確認済みにする — somebody who runs the company has read it."""
    row = _version_held(version, State.DRAFT, access.WRITE, by)
    row.state, row.reviewed_at, row.reviewed_by = State.REVIEWED, at, by
    row.save(update_fields=["state", "reviewed_at", "reviewed_by"])
    diary.record("documents.review", row, by=by, at=at)
    return row


@transaction.atomic
def approve(*, version: Version, by: Person, at: datetime) -> Version:
    """承認する — the principal's."""
    row = _version_held(version, State.REVIEWED, access.APPROVE, by)
    row.state, row.approved_at, row.approved_by = State.APPROVED, at, by
    row.save(update_fields=["state", "approved_at", "approved_by"])
    diary.record("documents.approve", row, by=by, at=at)
    return row


@transaction.atomic
def put_in_force(*, version: Version, effective_date: date, by: Person, at: datetime) -> Version:
    """施行する — from that day; whatever is older is superseded, and the text is posted for whom it is meant.

    Raises WrongDay, KeyringClosed, NoKeyYet, FileLost.
    """
    row = _version_held(version, State.APPROVED, access.WRITE, by)
    if effective_date > day_of(at):
        raise WrongDay(_("施行日は、今日か、今日より前の日にしてください。先の日のときは、その日に操作してください。"))
    older = Version.objects.filter(document=row.document, number__lt=row.number)
    Posting.objects.filter(version__in=older).delete()
    older.exclude(state=State.SUPERSEDED).update(state=State.SUPERSEDED)
    row.state, row.effective_date = State.IN_FORCE, effective_date
    row.save(update_fields=["state", "effective_date"])
    if row.document.readers != Readers.RUNNING:
        Posting.objects.create(version=row, blocks=as_json(files.blocks_in(row, actor=by)), posted_at=at)
    diary.record("documents.put_in_force", row, by=by, at=at)
    return row


@transaction.atomic
def adopt(
    *, organisation: Organisation, versions: Collection[str], effective_date: date, by: Person, at: datetime
) -> list[Version]:
    """まとめて施行する — what a principal has read goes through all its steps at once. Raises as `put_in_force`."""
    _room_held(organisation, access.APPROVE, by)
    rows = Version.objects.visible_to(by).filter(document__organisation=organisation, pk__in=versions)
    return [_adopted(row, effective_date, by=by, at=at) for row in rows.order_by("pk")]


def _adopted(version: Version, effective_date: date, *, by: Person, at: datetime) -> Version:
    row = version
    if row.state == State.DRAFT:
        row = review(version=row, by=by, at=at)
    if row.state == State.REVIEWED:
        row = approve(version=row, by=by, at=at)
    return put_in_force(version=row, effective_date=effective_date, by=by, at=at)


def _room_held(organisation: Organisation, rule: Rule, by: Person) -> Organisation:
    """One family is written by one person at a time."""
    rule.require(by, within=organisation.pk)
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _held(document: Document, *, by: Person) -> Document:
    access.WRITE.require(by, within=document.organisation_id)
    rows = Document.objects.visible_to(by).select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=document.pk)


def _version_held(version: Version, state: State, rule: Rule, by: Person) -> Version:
    Document.objects.select_for_update().get(pk=version.document_id)
    row = Version.objects.visible_to(by).select_related("document__organisation").get(pk=version.pk)
    rule.require(by, within=row.document.organisation_id)
    in_force = Version.objects.in_force().filter(document=row.document).values_list("number", flat=True).first()
    if access.next_step(row, in_force=in_force) != state:
        raise Refusal(_("この版は、もう次の段階に進んでいるか、旧版です。ページを開き直してください。"))
    return row


def _latest(organisation: Organisation) -> dict[str, Version]:
    rows = Version.objects.filter(document__organisation=organisation).select_related("document").order_by("number")
    return {one.document.kind: one for one in rows}


def _planned(kind: Kind, facts: Facts, latest: Version | None, *, anew: bool) -> Plan:
    number = latest.number if latest else None
    keeps = latest is not None and latest.made == Made.BROUGHT_ALONG and not anew
    if kind == Kind.TABLE and not facts.has_table and not keeps:
        return Plan(kind, Fate.WAITS, number)
    if kind == Kind.REGISTER and facts.is_register_too_long:
        return Plan(kind, Fate.TOO_LONG, number)
    sections = sections_of(kind, facts)
    fate = _fate(latest, sections, anew)
    if fate != Fate.MADE:
        return Plan(kind, fate, number)
    return Plan(kind, fate, number, word(paper_of(kind, sections)), fingerprint(sections))


@transaction.atomic
def _all_kept(
    organisation: Organisation, planned: list[Plan], facts: dict[str, str], *, by: Person, at: datetime
) -> list[Outcome]:
    _room_held(organisation, access.WRITE, by)
    found, latest = [], _latest(organisation)
    for one in planned:
        stands = latest.get(one.kind)
        if (stands.number if stands else None) != one.number:
            raise Conflict(_("その間に新しい版ができました。もう一度開いて、確かめてください。"))
        found.append(Outcome(one.kind, one.fate, _plan_kept(organisation, one, facts, by=by, at=at)))
    if any(one.version for one in found):
        diary.record("documents.generate", organisation, by=by, at=at, stream=room_stream(organisation.pk))
    return found


def _plan_kept(
    organisation: Organisation, one: Plan, facts: dict[str, str], *, by: Person, at: datetime
) -> Version | None:
    if one.fate != Fate.MADE:
        return None
    document = _document(organisation, one.kind, "", by=by, at=at)
    number = 1 if one.number is None else one.number + 1
    content = files.Content(one.data, _named(document, number), Made.GENERATED, one.clauses, facts)
    return files.kept(document, number, content, by=by, at=at)


def _fate(latest: Version | None, sections: list[Section], anew: bool) -> Fate:
    if latest is None or anew:
        return Fate.MADE
    if latest.made == Made.BROUGHT_ALONG:
        return Fate.BROUGHT
    if latest.made == Made.TAKEN_BACK or any(is_own for *_rest, is_own in latest.clauses):
        return Fate.OWN
    return Fate.SAME if latest.clauses == fingerprint(sections) else Fate.MADE


def _document(organisation: Organisation, kind: str, title: str, *, by: Person, at: datetime) -> Document:
    known = {"own_title": title, "made_at": at, "made_by": by}
    made, _new = Document.objects.get_or_create(organisation=organisation, kind=kind, defaults=known)
    return made


def _named(document: Document, number: int) -> str:
    """The paper speaks Japanese, and so does its name, whatever the page speaks."""
    with translation.override("ja"):
        return f"{document.title}_第{number}版.docx"


def _kept(deed: str, document: Document, number: int, content: files.Content, *, by: Person, at: datetime) -> Version:
    made = files.kept(document, number, content, by=by, at=at)
    diary.record(f"documents.{deed}", made, by=by, at=at)
    return made
