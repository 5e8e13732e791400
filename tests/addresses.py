"""How to stand in front of a door whose address names a row: the sample of each kwarg, and whether it is in sight."""

from madoguchi.company.agreements.models import Agreement
from madoguchi.company.agreements.queries import rooms
from madoguchi.company.assets.models import Asset
from madoguchi.company.companies.models import Company
from madoguchi.company.diagnosis.models import Diagnosis
from madoguchi.company.documents.models import Document
from madoguchi.company.grants.models import Grant
from madoguchi.company.notices.models import Notice
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.todo.models import Task
from madoguchi.desk.appointments.models import Appointment
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts.models import Person

SAMPLES = {
    "number": lambda town: town.consultation.number,
    "other": lambda town: town.sibling.number,
    "contact": lambda town: town.contact.pk,
    "companies:contact": lambda town: town.contact_person.pk,
    "member": lambda town: town.helper.pk,
    "wall": lambda town: town.wall.pk,
    "file": lambda town: town.file.pk,
    "referral": lambda town: town.referral.pk,
    "outside": lambda town: town.outside.pk,
    "party": lambda town: town.party.pk,
    "pk": lambda town: town.company.pk,
    "first": lambda town: town.company.pk,
    "second": lambda town: town.twin.pk,
    "apart": lambda town: town.apart.pk,
    "merge": lambda town: town.merge.pk,
    "organisation": lambda town: town.room.pk,
    "grant": lambda town: town.grant.pk,
    "appointment": lambda town: town.appointment.pk,
    "person": lambda town: town.owner.pk,
    "person_id": lambda town: town.owner.pk,
    "membership_id": lambda town: town.owner.memberships.get().pk,
    "invitation_id": lambda town: town.invitation.pk,
    "logbook": lambda town: town.logbook.pk,
    "row": lambda town: town.rival.pk,
    "token": lambda town: "no-such-token",
    "code": lambda town: town.centre.code,
    "closed_id": lambda town: town.closed_day.pk,
    "passkey": lambda town: 1,
    "officer": lambda town: town.officer.pk,
    "recovery": lambda town: town.recovery.pk,
    "keyring": lambda town: town.abandoned.pk,
    "year": lambda town: town.closed_year.fiscal_year,
    "closing": lambda town: town.closed_year.pk,
    "correction": lambda town: town.correction.pk,
    "published": lambda town: town.published.pk,
    "room": lambda town: town.room.pk,
    "asset": lambda town: town.asset.pk,
    "disclosure": lambda town: town.disclosure.pk,
    "agreement": lambda town: town.agreement.pk,
    "agreements:file": lambda town: town.agreement_file.pk,
    "table": lambda town: "groups",
    "diagnosis": lambda town: town.diagnosis.pk,
    "block": lambda town: "legal",
    "handling": lambda town: town.handling_table.pk,
    "draft": lambda town: town.handling_draft.pk,
    "action": lambda town: "ai",
    "level": lambda town: "inside",
    "task": lambda town: town.task.pk,
    "engagement": lambda town: town.engagement.pk,
    "stage": lambda town: town.rollout.stage_id,
    "rollout": lambda town: town.rollout.pk,
    "visit": lambda town: town.visit.pk,
    "homework": lambda town: town.homework.pk,
    "kind": lambda town: "notes",
    "months": lambda town: 6,
    "document": lambda town: town.paper.document_id,
    "version": lambda town: town.paper.number,
    "notice": lambda town: town.notice.pk,
    "recipient": lambda town: town.recipient.pk,
    "uidb36": lambda town: "1",
    "key": lambda town: "no-such-key",
}

SIGHTS = {
    "number": lambda person, town: (Consultation, town.consultation.pk),
    "pk": lambda person, town: (Company, town.company.pk),
    "diagnosis": lambda person, town: (Diagnosis, town.diagnosis.pk),
    "asset": lambda person, town: (Asset, town.asset.pk),
    "agreement": lambda person, town: (Agreement, town.agreement.pk),
    "handling": lambda person, town: (HandlingTable, town.handling_table.pk),
    "document": lambda person, town: (Document, town.paper.document_id),
    "draft": lambda person, town: (HandlingTable, town.handling_draft.pk),
    "notice": lambda person, town: (Notice, town.notice.pk),
    "appointment": lambda person, town: (Appointment, town.appointment.pk),
    "person": lambda person, town: (Person, town.owner.pk),
    "task": lambda person, town: (Task, town.task.pk),
    "grant": lambda person, town: (Grant, town.grant.pk),
}


def sample(name, kwarg, town):
    """The value of a kwarg; a draft where the door is for drafts; one room may mean another row by the same word."""
    if kwarg == "message":
        return (town.answer if name == "consultations:show_message" else town.draft).pk
    space = name.split(":")[0]
    return SAMPLES.get(f"{space}:{kwarg}", SAMPLES[kwarg])(town)


def is_in_sight(name, kwargs, person, town):
    """May this person know of the row the address names? Rows of the people's pages are judged by the table alone."""
    if name == "consultations:my_case":
        return Consultation.objects.confided_by(person).filter(pk=town.consultation.pk).exists()
    for kwarg, sight in SIGHTS.items():
        if kwarg in kwargs:
            model, pk = sight(person, town)
            return model.objects.visible_to(person).filter(pk=pk).exists()
    if "room" in kwargs:
        return rooms(person).filter(pk=town.room.pk).exists()
    return True


def names_a_case(kwargs):
    """Does the answer depend on the case being 限定?"""
    return bool({"number", "pk", "appointment"} & set(kwargs))
