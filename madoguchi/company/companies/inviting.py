"""代表者の招待 — a desk that knows a company invites the first person who runs its room, and nobody after that."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.company.companies import access, queries
from madoguchi.company.companies.acquaintances import open_room
from madoguchi.company.companies.models import Company
from madoguchi.foundation.access.roles import OFFICE_ROLES, RUNNING_ROLES
from madoguchi.foundation.accounts.actions import issue
from madoguchi.foundation.accounts.models import Invitation, Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal


@transaction.atomic
def invite(*, company: Company, email: str, name: str, role: str, by: Person, at: datetime) -> tuple[Invitation, str]:
    """代表者を招待する — whoever runs the company from then on; while somebody does or is invited, it is refused.

    The link is returned as by `accounts.actions.invite`, never stored.
    """
    row = _in_sight(company, by)
    if role not in RUNNING_ROLES:
        raise Refusal(_("代表者か管理責任者として招待してください。"))
    room = Organisation.objects.select_for_update().get(pk=open_room(company=row).pk)
    if queries.is_run(room, on=day_of(at)) or queries.invitation_to(room, at=at):
        raise Refusal(_("この企業には、すでに責任者がいるか、招待を送っています。"))
    _refuse_colleague(by, email, at)
    issued = issue(email=email, name=name, organisation=room, role=role, from_date=day_of(at), by=by, at=at)
    diary.record("companies.invite", row, by=by, at=at)
    return issued


@transaction.atomic
def withdraw_invitation(*, company: Company, by: Person, at: datetime) -> None:
    """代表者の招待を取り消す — while nobody runs the company yet; the link ends now."""
    row = _in_sight(company, by)
    found = queries.invitation_to(row.organisation, at=at)
    if found is None or queries.is_run(row.organisation, on=day_of(at)):
        raise Refusal(_("取り消せる招待はありません。"))
    found.expires_at = at
    found.save(update_fields=["expires_at"])
    diary.record("companies.withdraw_invitation", row, by=by, at=at)


def _in_sight(company: Company, by: Person) -> Company:
    access.INVITE.require(by)
    return Company.objects.visible_to(by).select_for_update(of=("self",)).get(pk=company.pk)


def _refuse_colleague(by: Person, email: str, at: datetime) -> None:
    """A desk does not open a company's room for itself."""
    desks = by.organisation_ids(*OFFICE_ROLES)
    if Person.objects.all().holding(*OFFICE_ROLES, within=desks, on=day_of(at)).filter(email__iexact=email).exists():
        raise Refusal(_("窓口の人を企業の責任者にすることはできません。企業の方のアドレスを入力してください。"))
