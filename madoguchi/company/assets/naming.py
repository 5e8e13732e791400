"""呼び名から行へ — departments, places and people of one company by what they are called; made where they are new.

The name of one that was merged leads to what it was merged into.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.company.agreements.models import Counterparty
from madoguchi.company.assets.facts import HolderNamed, PlaceNamed
from madoguchi.company.assets.levels import levels_of, names_of
from madoguchi.company.assets.models import Department, Holder, HolderName, Place
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import fold, fold_company
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import open_keyring


class Names:
    """呼び名の帳 — read once, whatever the number of items that are written with it."""

    def __init__(self, organisation: Organisation, *, by: Person, at: datetime) -> None:
        self.organisation, self.by, self.at = organisation, by, at
        self.departments: dict[str, Department] = {
            row.folded: row.merged_into or row for row in _all(Department, organisation)
        }
        self.places: dict[tuple[str, str], Place] = {
            (row.kind, row.folded): row.merged_into or row for row in _all(Place, organisation)
        }
        self.holders: dict[int, Holder] = {row.pk: row for row in Holder.objects.filter(organisation=organisation)}
        self.by_person = {row.person_id: row for row in self.holders.values() if row.person_id}
        self.by_title = {row.folded: row for row in self.holders.values() if row.folded}
        self.by_name: dict[str, Holder] = {}
        self.levels = names_of(levels_of(organisation, day_of(at)))

    def department(self, name: str) -> Department:
        key = fold(name) or name
        if key not in self.departments:
            made = Department.objects.create(organisation=self.organisation, name=name, folded=key)
            self.departments[key] = made
        return self.departments[key]

    def place(self, named: PlaceNamed) -> Place:
        key = (str(named.kind), fold(named.name) or named.name)
        if key not in self.places:
            facts = {"kind": named.kind, "name": named.name, "folded": key[1]}
            self.places[key] = Place.objects.create(organisation=self.organisation, **facts)
        return self.places[key]

    def holder(self, named: HolderNamed) -> Holder:
        if named.holder is not None:
            return self._known(named.holder)
        if named.person is not None:
            return self.by_person.get(named.person) or self._of_person(named.person)
        if named.title:
            return self.by_title.get(fold(named.title) or named.title) or self._titled(named.title)
        return self.by_name.get(named.name) or self._sealed(named.name)

    def _known(self, holder: int) -> Holder:
        if holder not in self.holders:
            raise Refusal(_("選んだ人は、この会社の台帳にありません。"))
        return self.holders[holder]

    def _of_person(self, person: int) -> Holder:
        members = Membership.objects.on(day_of(self.at)).filter(organisation=self.organisation, person=person)
        if not members.exists():
            raise Refusal(_("選んだ人は、いまこの会社に所属していません。"))
        made = Holder.objects.create(organisation=self.organisation, person_id=person)
        self.holders[made.pk] = self.by_person[person] = made
        return made

    def _titled(self, title: str) -> Holder:
        key = fold(title) or title
        made = Holder.objects.create(organisation=self.organisation, title=title, folded=key)
        self.holders[made.pk] = self.by_title[key] = made
        return made

    def _sealed(self, name: str) -> Holder:
        box = company_box(organisation=self.organisation, keys=open_keyring(self.by), at=self.at)
        made = Holder.objects.create(organisation=self.organisation)
        sealed = HolderName(holder=made)
        rows.seal(sealed, box, at=self.at, name=name)
        sealed.save(force_insert=True)
        self.holders[made.pk] = self.by_name[name] = made
        return made


class Spellings:
    """別の呼び名 — of what was merged, by what it is called now; read once, for a sheet that still says the old."""

    def __init__(self, organisation: Organisation) -> None:
        self.departments: dict[str, str] = {
            row.folded: row.merged_into.name for row in _merged(Department, organisation)
        }
        self.places: dict[tuple[str, str], tuple[str, str]] = {
            (row.kind, row.folded): (row.merged_into.kind, row.merged_into.name)
            for row in _merged(Place, organisation)
        }
        self.partners: dict[str, str] = {
            row.folded: row.merged_into.name for row in _merged(Counterparty, organisation)
        }

    def department(self, name: str) -> str:
        return self.departments.get(fold(name) or name, name)

    def place(self, place: tuple[str, str]) -> tuple[str, str]:
        kind, name = place
        return self.places.get((str(kind), fold(name) or name), place)

    def partner(self, name: str) -> str:
        return self.partners.get(fold_company(name) or name, name)


def _all(model: type[Any], organisation: Organisation) -> Any:
    return model.objects.filter(organisation=organisation).select_related("merged_into")


def _merged(model: type[Any], organisation: Organisation) -> Any:
    return _all(model, organisation).exclude(merged_into=None)
