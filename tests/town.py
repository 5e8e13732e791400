"""町 — every standing towards one consultation, built on demand: `town.person("colleague")`."""

from datetime import datetime, timedelta
from functools import cached_property

import pytest
from django.utils import timezone

from madoguchi.company.companies import actions as company_actions
from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants
from madoguchi.desk.appointments.models import Appointment
from madoguchi.desk.consultations import actions, seating
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Contact, Wall
from madoguchi.desk.consultations.words import MemberKind, Part
from madoguchi.desk.engagements import factories as engagements
from madoguchi.desk.logbooks import factories as logbooks
from madoguchi.desk.reports import factories as reports
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.actions import office_box
from madoguchi.foundation.accounts.models import DeskProfile, Invitation
from madoguchi.foundation.core.calendar import TOKYO
from madoguchi.foundation.vault import factories as keys
from madoguchi.foundation.vault.boxes import settle
from madoguchi.foundation.vault.factories import unlocked
from madoguchi.foundation.vault.opened import open_keyring
from tests.own_room import OwnRoom

DAY = timedelta(days=1)
GIST = "鋳造条件の持ち出し"
COMPANY = "株式会社架空製作所"
RIVAL = "架空競合"
BODY = "鋳型の温度と時間の組合せ"

STANDINGS = {
    "anonymous": "匿名",
    "owner": "担当者",
    "member": "関係者",
    "colleague": "同僚",
    "manager": "責任者",
    "walled": "同僚（壁）",
    "walled_manager": "責任者（壁）",
    "glass_manager": "責任者（緊急閲覧）",
    "former_member": "外れた関係者",
    "moved_away": "異動した人",
    "expert_before": "専門家（期間前）",
    "expert": "専門家（期間中）",
    "expert_of_files": "専門家（ファイルだけ）",
    "expert_after": "専門家（期間後）",
    "expert_elsewhere": "専門家（別件）",
    "other_office": "他窓口の相談員",
    "other_manager": "他窓口の責任者",
    "referred": "連携先の窓口",
    "partner": "連携先の担当",
    "declined": "辞退した窓口",
    "analyst": "統計担当",
    "operator": "システム管理者",
    "officer": "鍵の保管責任者",
    "consulter": "相談者",
    "consulters_colleague": "相談者の同僚",
    "steward": "企業の責任者",
    "granted": "同意のある相談員",
    "homeless": "所属のない人",
}


SELDOM = {
    *("expert_before", "expert_of_files", "expert_elsewhere", "moved_away", "former_member", "walled_manager"),
    *("consulters_colleague", "steward", "granted", "homeless", "declined", "other_manager", "officer", "operator"),
    *("analyst", "expert", "other_office"),
    *("member", "walled", "glass_manager", "partner", "referred", "expert_after"),
}  # make ci knocks for them


def each_standing(*, but=()):
    """For parametrize: those that seldom tell something new stand in the slow tests."""
    names = [name for name in STANDINGS if name not in but]
    return [pytest.param(name, marks=pytest.mark.slow if name in SELDOM else ()) for name in names]


class Town(OwnRoom):
    """One case of the centre (`restricted=True` makes it 限定), one of a window, and people by standing."""

    def __init__(self, *, restricted: bool = False):
        people.demo()  # nobody here needs a second factor; the gate has tests of its own
        self.now = timezone.now()
        self.today = timezone.localdate(self.now)
        self.centre = people.office(code="00")
        self.window = people.office(code="23", prefecture="23")
        self.restricted = restricted

    @cached_property
    def company(self):
        return companies.company(name=COMPANY)

    @cached_property
    def owner(self):
        return people.member(Role.ADVISER, self.centre)

    @cached_property
    def consultation(self):
        return consultations.consultation(
            office=self.centre,
            company=self.company,
            owner=self.owner,
            is_restricted=self.restricted,
            gist=GIST,
        )

    @cached_property
    def elsewhere(self):
        """A case of the window, of another company."""
        return consultations.consultation(
            office=self.window, company=companies.company(), owner=people.member(Role.ADVISER, self.window)
        )

    @cached_property
    def sibling(self):
        """An earlier case of the same company at the same office."""
        return consultations.consultation(
            office=self.centre, company=self.company, owner=self.owner, is_restricted=self.restricted
        )

    @cached_property
    def contact(self):
        return Contact.objects.create(
            consultation=self.consultation,
            at=self.now,
            by=self.owner,
            channel="TEL",
            kind="ANSWER",
            next_action="call_back",
            next_date=self.today,
        )

    @cached_property
    def contact_person(self):
        return companies.contact(
            company=self.company, office=self.centre, because=f"consultations.Consultation:{self.consultation.pk}"
        )

    @cached_property
    def draft(self):
        return self._message(is_draft=True)

    @cached_property
    def answer(self):
        return self._message(is_draft=False)

    @cached_property
    def party(self):
        by = {"by": unlocked(self.owner), "at": self.now}
        return actions.name_party(consultation=self.consultation, name=RIVAL, relation="competitor", **by)

    @cached_property
    def file(self):
        return consultations.attachment(self.consultation, by=unlocked(self.owner))

    @cached_property
    def outside(self):
        """To the police."""
        return consultations.outside_referral(self.consultation, by=unlocked(self.owner))

    @cached_property
    def referral(self):
        """To a third office, at which nobody here stands."""
        return self._refer_to(people.office(code="13", prefecture="13"))

    def _refer_to(self, office):
        consultations.consent(self.consultation)
        return actions.refer(
            consultation=self.consultation,
            to_office=office,
            shows_gist=True,
            shows_thread=True,
            urgency=0,
            message="お願いします",
            by=unlocked(self.owner),
            at=self.now,
        )

    def _message(self, **how):
        owner = unlocked(self.owner)
        return actions.write(consultation=self.consultation, kind="answer", body=BODY, **how, by=owner, at=self.now)

    @cached_property
    def helper(self):
        return consultations.member_of(self.consultation, self._colleague(), MemberKind.MEMBER)

    @cached_property
    def wall(self):
        return Wall.objects.create(
            consultation=self.consultation, person=self._colleague(), set_at=self.now, set_by=self.owner
        )

    @cached_property
    def appointment(self):
        starts = self.now + DAY
        made = Appointment.objects.create(
            consultation=self.consultation,
            starts_at=starts,
            ends_at=starts + DAY / 24,
            place="office",
            booked_at=self.now,
            booked_by=self.owner,
        )
        made.attendees.create(person=self.owner)
        return made

    @cached_property
    def engagement(self):
        """With something asked after its end already, so that every page of it opens."""
        made = engagements.engagement(self.consultation, by=self.owner)
        engagements.follow_up(made, due_date=self.today)
        return made

    @cached_property
    def rollout(self):
        return engagements.rollout(self.engagement)

    @cached_property
    def visit(self):
        """Booked, with notes."""
        made = engagements.visit(self.engagement, self.owner)
        engagements.paper(made, by=unlocked(self.owner))
        return made

    @cached_property
    def homework(self):
        return engagements.homework(self.visit, by=self.owner)

    @cached_property
    def invitation(self):
        return Invitation.objects.create(
            email="guest@example.jp",
            name="架空 招待",
            organisation=self.centre,
            role=Role.ADVISER,
            from_date=self.today,
            token_hash="0" * 64,
            invited_at=self.now,
            invited_by=self.owner,
            expires_at=self.now + DAY,
        )

    @cached_property
    def closed_day(self):
        profile, _new = DeskProfile.objects.get_or_create(office=self.centre, defaults={"name": "架空の窓口"})
        return profile.closed_days.create(date=self.today + DAY)

    @cached_property
    def officer(self):
        """A colleague who keeps a sheet."""
        return keys.officer(self._colleague(), by=self.owner)

    @cached_property
    def recovery(self):
        """A colleague has forgotten the password and asks."""
        keys.keyring(asking := self._colleague())
        return keys.recovery(asking)

    @cached_property
    def abandoned(self):
        """The keyring of somebody who has made a new one since."""
        keys.keyring(renewed := self._colleague())
        renewed.keyrings.update(replaced_at=self.now)
        return renewed.keyrings.get()

    @cached_property
    def chief(self):
        """A manager of the centre who is nobody's standing."""
        return self._manager()

    @cached_property
    def closed_year(self):
        return reports.closed(2020, by=self.chief)

    @cached_property
    def correction(self):
        """Of the closed year, into which a case was written afterwards."""
        _ = self.closed_year
        consultations.consultation(office=self.centre, received_at=datetime(2020, 6, 1, 10, tzinfo=TOKYO))
        return reports.correction(self.closed_year, by=self.chief)

    @cached_property
    def logbook(self):
        """Of the centre, taken in; from it comes what was noted of the case."""
        consultations.past_note(self.consultation, {"備考": BODY}, at=self.now)
        keys_of_owner = open_keyring(unlocked(self.owner))
        settle(office_box(office=self.centre, at=self.now), keys_of_owner, at=self.now)  # who came later gets the key
        return logbooks.logbook(office=self.centre, by=self.chief)

    @cached_property
    def rival(self):
        return logbooks.rival(self.logbook)

    @cached_property
    def published(self):
        return reports.published(self.centre, by=self.chief)

    @cached_property
    def twin(self):
        """The company once more, as the window wrote it down."""
        return companies.company(name=COMPANY, office=self.window)

    @cached_property
    def apart(self):
        """Another of that name, which is another company."""
        other = companies.company(name=COMPANY, office=self.window)
        return company_actions.set_apart(one=self.company, other=other, by=self.chief, at=self.now)

    @cached_property
    def merge(self):
        """The company, and what turned out to be the same; those know it who know the company anyway."""
        gone = companies.company(name=COMPANY)
        company_actions.reacquaint(company=gone, because="case:of-old", managers_of=[self.centre])
        by = {"by": self.chief, "at": self.now}
        return company_actions.merge(kept=self.company, gone=gone, seen=(self.company.version, 0), **by)

    def settled_with_an_appointment(self):
        """The case as everybody's lists and calendars see it."""
        _ = self.appointment, self.engagement
        consultations.settle(self.consultation)

    def furnish(self):
        """Every row that an address may name."""
        for name in (
            "sibling",
            "contact",
            "contact_person",
            "helper",
            "wall",
            "appointment",
            "invitation",
            "draft",
            "answer",
            "party",
            "file",
            "referral",
            "outside",
        ):
            getattr(self, name)
        for name in (
            "officer",
            "recovery",
            "abandoned",
            "twin",
            "apart",
            "merge",
            "correction",
            "published",
            "rival",
            "grant",
            "diagnosis",
            "disclosure",
            "acceptance",
            "agreement_file",
            "handling_draft",
            "task",
            "rollout",
            "homework",
            "paper",
            "recipient",
        ):
            getattr(self, name)
        return self.closed_day

    def person(self, standing: str):
        """A fresh person in that standing towards `consultation`; None for anonymous."""
        made = getattr(self, f"_{standing}")()
        if made is not None:
            vars(made).pop("memberships_today", None)
            made.set_password("tadashii-aikotoba")
            made.save(update_fields=["password"])
        return made

    def _anonymous(self):
        return None

    def _homeless(self):
        return people.person()

    def _owner(self):
        _ = self.consultation
        return self.owner

    def _colleague(self):
        return people.member(Role.ADVISER, self.centre)

    def _manager(self):
        return people.member(Role.MANAGER, self.centre)

    def _analyst(self):
        return people.member(Role.ANALYST, self.centre)

    def _operator(self):
        return people.member(Role.OPERATOR, self.centre)

    def _officer(self):
        return keys.officer(self._colleague(), by=self.owner).person

    def _other_office(self):
        return people.member(Role.ADVISER, self.window)

    def _other_manager(self):
        return people.member(Role.MANAGER, self.window)

    def _referred(self):
        """At the counter of the window, to which card and gist were sent."""
        self._refer_to(self.window)
        return self._other_office()

    def _partner(self):
        """Took the case on, and has been handed the keys."""
        _ = self.draft
        person = unlocked(self._referred())
        actions.accept_referral(consultation=self.consultation, by=person, at=self.now)
        seating.reseat(self.consultation, keys=unlocked(self.owner).open_keyring, at=self.now)
        return person

    def _declined(self):
        person = unlocked(self._referred())
        actions.decline_referral(consultation=self.consultation, reason="capacity", by=person, at=self.now)
        return person

    def _member(self):
        return consultations.member_of(self.consultation, self._colleague(), MemberKind.MEMBER).person

    def _former_member(self):
        member = consultations.member_of(self.consultation, self._other_office(), MemberKind.MEMBER)
        member.removed_at = timezone.now()
        member.save(update_fields=["removed_at"])
        return member.person

    def _moved_away(self):
        person = people.member(Role.ADVISER, self.centre, until_date=self.today - DAY)
        people.member(Role.ADVISER, self.window, of=person)
        consultations.member_of(self.consultation, person, MemberKind.MEMBER)
        return person

    def _walled(self):
        return self._behind_a_wall(self._colleague())

    def _walled_manager(self):
        return self._behind_a_wall(self._manager())

    def _glass_manager(self):
        _ = self.draft
        person = unlocked(self._manager())
        actions.break_glass(consultation=self.consultation, reason="担当者と連絡が取れない", by=person, at=self.now)
        return person

    def _behind_a_wall(self, person):
        Wall.objects.create(consultation=self.consultation, person=person, set_at=timezone.now(), set_by=self.owner)
        consultations.settle(self.consultation)
        return person

    def _expert_for(self, case, from_date, until_date, **shown):
        person = people.member(Role.EXPERT, self.centre)
        consultations.member_of(case, person, MemberKind.EXPERT, from_date=from_date, until_date=until_date, **shown)
        return person

    def _expert(self):
        return self._expert_for(self.consultation, self.today - DAY, self.today + DAY)

    def _expert_of_files(self):
        return self._expert_for(self.consultation, self.today - DAY, self.today + DAY, parts=[Part.FILES])

    def _expert_before(self):
        return self._expert_for(self.consultation, self.today + DAY, self.today + 9 * DAY)

    def _expert_after(self):
        return self._expert_for(self.consultation, self.today - 9 * DAY, self.today - DAY)

    def _expert_elsewhere(self):
        return self._expert_for(self.elsewhere, self.today - DAY, self.today + DAY)

    def _consulter(self):
        person = people.member(Role.EMPLOYEE, self.room)
        consultations.member_of(self.consultation, person, MemberKind.CONSULTER)
        return person

    def _consulters_colleague(self):
        return people.member(Role.EMPLOYEE, self.room)

    def _steward(self):
        return people.member(Role.STEWARD, self.room)

    def _granted(self):
        """At the counter of the window, and shown every part of the company's room."""
        person = self._other_office()
        for part in grants.Part:
            grants.grant(self.room, person, part, by=self.principal)
        return person
