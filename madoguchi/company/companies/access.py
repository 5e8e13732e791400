"""Who may do what with a company. (Which ones: `visible_to` in models.)"""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.companies import queries
from madoguchi.company.companies.models import Apart, Company, ContactPerson, Merge
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role
from madoguchi.foundation.access.rules import Rule, rule

READ = rule("companies.read", *COUNTER_ROLES)
REGISTER = rule("companies.register", *COUNTER_ROLES)
CORRECT = rule("companies.correct", *COUNTER_ROLES)
STATE_SIZE = rule("companies.state_size", *COUNTER_ROLES)
ADD_CONTACT = rule("companies.add_contact", *COUNTER_ROLES)
REMOVE_CONTACT = rule("companies.remove_contact", *COUNTER_ROLES)
INVITE = rule("companies.invite", *COUNTER_ROLES)
MERGE = rule("companies.merge", Role.MANAGER, at_the_centre=True)


def may(actor: Any, row: Company, what: Rule) -> bool:
    """行えるか — the counter's people, for a company in their sight."""
    return what.admits(actor) and Company.objects.visible_to(actor).filter(pk=row.pk).exists()


def deeds(actor: Any, row: Company) -> list[Deed]:
    """行えること — the only source for the buttons of a company's page."""
    offered = (
        (CORRECT, "correct", _("企業情報を訂正する")),
        (STATE_SIZE, "state_size", _("規模を記録する")),
        (ADD_CONTACT, "add_contact", _("連絡先を追加する")),
    )
    if not Company.objects.visible_to(actor).filter(pk=row.pk).exists():
        return []
    known = [
        Deed(code, label, reverse(f"companies:{code}", args=[row.pk]))
        for rule_, code, label in offered
        if rule_.admits(actor)
    ]
    return known + _inviting(actor, row)


def _inviting(actor: Any, row: Company) -> list[Deed]:
    """The first who runs the company is invited by the desk; from then on the company is left to itself."""
    if not INVITE.admits(actor) or row.merged_into_id or queries.is_run(row.organisation, on=timezone.localdate()):
        return []
    if queries.invitation_to(row.organisation, at=timezone.now()):
        url = reverse("companies:withdraw_invitation", args=[row.pk])
        return [Deed("withdraw_invitation", _("代表者の招待を取り消す"), url, style="quiet")]
    return [Deed("invite", _("代表者を招待する"), reverse("companies:invite", args=[row.pk]))]


def contact_deeds(actor: Any, row: ContactPerson) -> list[Deed]:
    """行えること（連絡先） — for a contact that `ContactPerson.visible_to` has let through."""
    if not REMOVE_CONTACT.admits(actor, within=row.office_id):
        return []
    url = reverse("companies:remove_contact", args=[row.company_id, row.pk])
    return [Deed("remove_contact", _("削除"), url, style="quiet")]


def twin_deeds(actor: Any) -> list[Deed]:
    """行えること（企業一覧） — across offices, for whoever decides what is one company."""
    if not MERGE.admits(actor):
        return []
    return [Deed("twins", _("同じ企業かもしれないもの"), reverse("companies:twins"))]


def pair_deeds(actor: Any, first: Company, second: Company) -> list[Deed]:
    """行えること（候補） — beside merging itself, which is the form of the page."""
    if not MERGE.admits(actor):
        return []
    url = reverse("companies:set_apart", args=[first.pk, second.pk])
    return [Deed("set_apart", _("別の企業とする"), url, method="post")]


def merge_deeds(actor: Any, row: Merge) -> list[Deed]:
    """行えること（統合） — for one that `Merge.visible_to` has let through."""
    if not MERGE.admits(actor) or not row.is_last:
        return []
    return [Deed("undo_merge", _("統合を元に戻す"), reverse("companies:undo_merge", args=[row.pk]), style="danger")]


def apart_deeds(actor: Any, row: Apart) -> list[Deed]:
    """行えること（別の企業） — for one that `Apart.visible_to` has let through."""
    if not MERGE.admits(actor):
        return []
    url = reverse("companies:propose_again", args=[row.pk])
    return [Deed("propose_again", _("候補に戻す"), url, method="post", style="quiet")]
