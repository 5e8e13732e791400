"""Who may do what with a company. (Which ones: `visible_to` in models.)"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.companies.models import Company, ContactPerson
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.access.rules import Rule, rule

READ = rule("companies.read", *COUNTER_ROLES)
REGISTER = rule("companies.register", *COUNTER_ROLES)
CORRECT = rule("companies.correct", *COUNTER_ROLES)
STATE_SIZE = rule("companies.state_size", *COUNTER_ROLES)
ADD_CONTACT = rule("companies.add_contact", *COUNTER_ROLES)
REMOVE_CONTACT = rule("companies.remove_contact", *COUNTER_ROLES)


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
    return [
        Deed(code, label, reverse(f"companies:{code}", args=[row.pk]))
        for rule_, code, label in offered
        if rule_.admits(actor)
    ]


def contact_deeds(actor: Any, row: ContactPerson) -> list[Deed]:
    """行えること（連絡先） — for a contact that `ContactPerson.visible_to` has let through."""
    if not REMOVE_CONTACT.admits(actor, within=row.office_id):
        return []
    url = reverse("companies:remove_contact", args=[row.company_id, row.pk])
    return [Deed("remove_contact", _("削除"), url, style="quiet")]
