"""はじめの問い — what a company's home asks of everybody who comes: keys, and somebody to run it with."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.grants.steps import Step, steps
from madoguchi.foundation.access.roles import RUNNING_ROLES
from madoguchi.foundation.accounts.models import Invitation, Membership, Organisation
from madoguchi.foundation.vault import keyrings


def has_no_keys(actor: Any, organisation: Organisation) -> Step | None:
    """鍵がまだない — the keyring is made at the first sign-in by password, and not by passkey."""
    if keyrings.current(actor) is not None:
        return None
    why = _("打ち明けられた内容は、あなたの鍵でだけ開きます。パスワードを一度入力すると鍵ができます。")
    return Step(_("自分の鍵を作る"), why, reverse("vault:unlock"), order=10)


def is_alone(actor: Any, organisation: Organisation) -> Step | None:
    """ほかに責任者がいない — if the only one who runs the company is gone, nobody can open what is sealed."""
    if organisation.pk not in actor.organisation_ids(*RUNNING_ROLES) or _has_company(actor, organisation):
        return None
    why = _("一人だけだと、その人が休んだり鍵をなくしたりしたときに、だれも続けられません。")
    return Step(_("もう一人の責任者を招く"), why, reverse("accounts:invite"), order=20)


def _has_company(actor: Any, organisation: Organisation) -> bool:
    run = {"organisation": organisation, "role__in": RUNNING_ROLES}
    others = Membership.objects.not_over(timezone.localdate()).filter(person__is_active=True, **run)
    invited = Invitation.objects.open_at(timezone.now()).filter(**run)
    return others.exclude(person=actor.pk).exists() or invited.exists()


steps += [has_no_keys, is_alone]
