"""Opening an empty desk."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts.actions.office_boxes import reseat_for
from madoguchi.foundation.accounts.actions.roles import add_membership
from madoguchi.foundation.accounts.models import Installation, Organisation, OrganisationKind, Person
from madoguchi.foundation.accounts.passwords import refuse_weak
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal


@transaction.atomic
def found(*, email: str, name: str, password: str, by: str = "system", at: datetime) -> Person:
    """開設する — the first person of an empty installation: manager and operator of the centre, once."""
    if Person.objects.exists() or Installation.objects.exists():
        raise Refusal(_("すでに開設されています。人を増やすには、招待してください。"))
    centre = Organisation.objects.get(kind=OrganisationKind.CENTRE)
    Installation.objects.create(pk=1, is_demo=False, made_at=at)
    person = Person(email=email.lower(), name=name, joined_at=at)
    refuse_weak(person, password)
    person.set_password(password)
    person.save(force_insert=True)
    for role in (Role.MANAGER, Role.OPERATOR):
        reseat_for(add_membership(person, centre, role, day_of(at), None), at=at)
    diary.record("accounts.found", person, by=by, at=at)
    return person
