"""Everything that changes what is made known: begun, sent to more, linked, answered, acknowledged, closed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from madoguchi.company.notices import access
from madoguchi.company.notices.models import Notice, Recipient, RecipientName
from madoguchi.company.notices.questions import questions_of
from madoguchi.company.notices.words import MOST_RECIPIENTS, Chosen, Listed, Who
from madoguchi.company.rules.models import HandlingTable
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.opened import open_keyring

TOKEN_BYTES = 32


class NotThatDay(Refusal):
    """期限が過ぎている."""

    field = "due_date"


class LinkOver(Refusal):
    """使えないリンク — revoked, renewed, or the notice is closed: one sentence for all."""

    def __init__(self) -> None:
        super().__init__(_("このリンクは、もう使えません。会社の責任者に、新しいリンクを頼んでください。"))


class Linked(NamedTuple):
    """リンクを渡す相手 — the token is here and nowhere else."""

    recipient: Recipient
    token: str


@transaction.atomic
def begin(
    *,
    organisation: Organisation,
    title: str,
    message: str,
    addressee: str,
    department: str,
    due_date: date,
    chosen: Chosen,
    by: Person,
    at: datetime,
) -> Notice:
    """知らせる — the table in force that day. Raises NotThatDay, Refusal, NobodyHasAKey for a name to be sealed."""
    access.WRITE.require(by, within=organisation.pk)
    if due_date < day_of(at):
        raise NotThatDay(_("期限は、今日か先の日にしてください。"))
    table = HandlingTable.objects.visible_to(by).on(day_of(at)).filter(organisation=organisation).first()
    if table is None:
        raise Refusal(_("使っている運用表がまだありません。先に、区分と運用表を使い始めてください。"))
    facts = {"title": title, "message": message, "addressee": addressee, "department": department}
    made = Notice.objects.create(
        organisation=organisation, table=table, due_date=due_date, opened_at=at, opened_by=by, **facts
    )
    _add(made, chosen, by=by, at=at)
    diary.record("notices.begin", made, by=by, at=at)
    return made


@transaction.atomic
def add(*, notice: Notice, chosen: Chosen, by: Person, at: datetime) -> list[Recipient]:
    """相手を加える — whoever is among them already stays, and who was withdrawn comes back. Raises as `begin`."""
    row = _held(notice, by)
    made = _add(row, chosen, by=by, at=at)
    diary.record("notices.add", row, by=by, at=at)
    return made


@transaction.atomic
def link(*, notice: Notice, who: str, with_logins: bool = False, by: Person, at: datetime) -> list[Linked]:
    """リンクを作る — for those who have not read it; a link they had before ends. `with_logins`: for all of them."""
    row = _held(notice, by)
    found = row.recipients.waiting().select_for_update(of=("self",)).order_by("pk")
    found = found if with_logins else found.filter(person=None)
    made = _linked(found.filter(token_hash="") if who == Who.FRESH else found, at=at)
    if not made:
        raise Refusal(_("リンクの要る人は、いません。"))
    diary.record("notices.link", row, by=by, at=at)
    return made


@transaction.atomic
def relink(*, recipient: Recipient, by: Person, at: datetime) -> list[Linked]:
    """一人のリンクを作り直す — the one before ends. Raises Refusal for who has read it."""
    row = _waiting(recipient, by)
    made = _linked([row], at=at)
    diary.record("notices.relink", row, by=by, at=at)
    return made


@transaction.atomic
def revoke(*, recipient: Recipient, by: Person, at: datetime) -> Recipient:
    """相手を取り消す — the link ends, and they count no more. Who has read it is evidence and stays."""
    row = _waiting(recipient, by)
    row.revoked_at, row.revoked_by = at, by
    row.save(update_fields=["revoked_at", "revoked_by"])
    diary.record("notices.revoke", row, by=by, at=at)
    return row


@transaction.atomic
def close(*, notice: Notice, by: Person, at: datetime) -> Notice:
    """締め切る — every link ends; what was read stays read."""
    row = _held(notice, by)
    row.closed_at, row.closed_by = at, by
    row.save(update_fields=["closed_at", "closed_by"])
    diary.record("notices.close", row, by=by, at=at)
    return row


@transaction.atomic
def answer(*, recipient: Recipient, said: Mapping[str, int], link: str = "", by: Any, at: datetime) -> list[str]:
    """答える — as often as one likes; the names of the questions that were answered wrongly.

    `link`: the hash of the link one came by, "" for who signed in. The first try is what is counted.
    """
    row = _addressed(recipient, link, by)
    asked = questions_of(row)
    wrong = [one.name for one in asked if said.get(one.name) != one.right]
    if row.asked_count is None:
        row.asked_count, row.right_count = len(asked), len(asked) - len(wrong)
    if not wrong and row.passed_at is None:
        row.passed_at = at
    row.save(update_fields=["asked_count", "right_count", "passed_at"])
    diary.record("notices.answer", row, by=by, at=at)
    return wrong


@transaction.atomic
def acknowledge(*, recipient: Recipient, link: str = "", by: Any, at: datetime) -> Recipient:
    """読みました — after every answer was right; once, later ones change nothing. `link` as in `answer`."""
    row = _addressed(recipient, link, by)
    if row.acknowledged_at is not None:
        return row
    if row.passed_at is None and questions_of(row):
        raise Refusal(_("先に、確かめの問いに答えてください。"))
    row.passed_at, row.acknowledged_at = row.passed_at or at, at
    row.save(update_fields=["passed_at", "acknowledged_at"])
    diary.record("notices.acknowledge", row, by=by, at=at)
    return row


def _held(notice: Notice, by: Person) -> Notice:
    """The notice behind a lock, open, for who runs the company."""
    access.WRITE.require(by, within=notice.organisation_id)
    found = Notice.objects.visible_to(by).select_related("organisation", "table")
    row = found.select_for_update(of=("self",)).get(pk=notice.pk)
    if row.closed_at is not None:
        raise Refusal(_("この周知は締め切られています。新しく知らせてください。"))
    return row


def _waiting(recipient: Recipient, by: Person) -> Recipient:
    notice = _held(recipient.notice, by)
    row = notice.recipients.waiting().select_for_update(of=("self",)).filter(pk=recipient.pk).first()
    if row is None:
        raise Refusal(_("この人は、もう読んだか、取り消されています。"))
    return row


def _addressed(recipient: Recipient, link: str, by: Any) -> Recipient:
    """The row of who reads: by the link they hold, or as who they signed in as. Raises LinkOver."""
    found = Recipient.objects.select_related("notice__organisation", "notice__table")
    row = found.select_for_update(of=("self",)).filter(pk=recipient.pk).first()
    if row is None or row.is_over:
        raise LinkOver
    if link:
        is_theirs = link == row.token_hash
    else:
        is_theirs = row.person_id == by.pk and access.ANSWER.admits(by, within=row.notice.organisation_id)
    if not is_theirs:
        raise LinkOver
    return row


def _linked(recipients: Iterable[Recipient], *, at: datetime) -> list[Linked]:
    made = [Linked(one, token_urlsafe(TOKEN_BYTES)) for one in recipients]
    for one, token in made:
        one.token_hash, one.linked_at = fingerprint(token), at
    Recipient.objects.bulk_update([one.recipient for one in made], ["token_hash", "linked_at"])
    return made


def _add(notice: Notice, chosen: Chosen, *, by: Person, at: datetime) -> list[Recipient]:
    back = _restored(notice, chosen)
    known = set(notice.recipients.values_list("person", flat=True))
    persons = [one for one in dict.fromkeys(chosen.persons) if one not in known]
    _require_members(notice, persons, at)
    labels = set(notice.recipients.exclude(label="").values_list("label", flat=True))
    listed = [one for one in dict.fromkeys(chosen.listed) if one.label not in labels]
    _require_apart(listed)
    if not (persons or listed or back):
        raise Refusal(_("知らせる相手を、一人以上選ぶか書いてください。前に加えた人は、二度は加わりません。"))
    if notice.recipients.count() + len(persons) + len(listed) > MOST_RECIPIENTS:
        words = {"count": MOST_RECIPIENTS}
        raise Refusal(_("一つの周知の相手は%(count)d人までです。部署ごとに分けます。") % words)
    how: dict[str, Any] = {"notice": notice, "added_at": at, "added_by": by}
    made = [Recipient(person_id=one, **how) for one in persons] + [Recipient(label=one.label, **how) for one in listed]
    Recipient.objects.bulk_create(made)
    _seal(notice, list(zip(made[len(persons) :], listed, strict=True)), by=by, at=at)
    return [*back, *made]


def _restored(notice: Notice, chosen: Chosen) -> list[Recipient]:
    """Whoever was withdrawn and is named again comes back, without a link."""
    named = Q(person__in=chosen.persons) | Q(label__in=[one.label for one in chosen.listed if one.label])
    found = list(notice.recipients.exclude(revoked_at=None).filter(named))
    for one in found:
        one.revoked_at, one.revoked_by, one.token_hash, one.linked_at = None, None, "", None
    Recipient.objects.bulk_update(found, ["revoked_at", "revoked_by", "token_hash", "linked_at"])
    return found


def _require_apart(listed: list[Listed]) -> None:
    labels = [one.label for one in listed if one.label]
    if len(set(labels)) < len(labels):
        raise Refusal(_("同じ呼び名が二度あります。一人ずつ違う呼び名にしてください。"))


def _require_members(notice: Notice, persons: list[int], at: datetime) -> None:
    members = Membership.objects.on(day_of(at)).filter(organisation=notice.organisation_id, person__is_active=True)
    if not set(persons) <= set(members.values_list("person", flat=True)):
        raise Refusal(_("選んだ人は、いまこの会社に所属していません。"))


def _seal(notice: Notice, listed: list[tuple[Recipient, Listed]], *, by: Person, at: datetime) -> None:
    """Names into the company's box, all in one generation."""
    named = [(RecipientName(recipient=row), one.name) for row, one in listed if one.name]
    if not named:
        return
    box = company_box(organisation=notice.organisation, keys=open_keyring(by), at=at)
    generation = writing_generation(box, at=at)
    for row, name in named:
        rows.seal_for(row, generation, name=name)
    RecipientName.objects.bulk_create(row for row, _name in named)
