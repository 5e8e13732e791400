"""封 — every sealed field sits in a sealed row; no name, telephone number or address of an outsider stands open."""

import re

import pytest
from django.apps import apps

from madoguchi.foundation.vault.models import SealedField, SealedRow

PERSONAL = re.compile(r"(^|_)(name|kana|phone|tel|mobile|fax|email|mail|address|contact|person_name|typed|draft)(_|$)")
OPEN_ON_PURPOSE = {
    "accounts.DeskProfile.email": "what the desk tells everybody",
    "accounts.DeskProfile.name": "what the desk tells everybody",
    "accounts.DeskProfile.phone": "what the desk tells everybody",
    "accounts.Invitation.email": "to be written to; the link alone lets in",
    "accounts.Invitation.name": "somebody the office takes in, not a caller",
    "accounts.Organisation.name": "an office, or a company as it is registered",
    "accounts.Person.email": "signs in with it",
    "accounts.Person.kana": "one who signs in",
    "accounts.Person.name": "one who signs in",
    "companies.Company.address": "published with the 法人番号",
    "agreements.Counterparty.name": "a firm or school one deals with, to be found by",
    "assets.Department.name": "a department of the company",
    "assets.Level.name": "what the company calls a level",
    "assets.Place.name": "a cabinet, a folder, a floor",
    "rules.TableLevel.name": "what the company calls a level of its handling table",
    "audit.Checkpoint.name": "a file",
    "companies.Company.name": "on the card: lists and search need it",
    "jobs.Due.name": "an errand of the machine",
}


def fields():
    for model in apps.get_models():
        if model.__module__.startswith("madoguchi."):
            yield from ((model, field) for field in model._meta.local_concrete_fields)


SEALED = sorted({f"{model._meta.label}.{field.name}" for model, field in fields() if isinstance(field, SealedField)})


def is_open_text(field):
    return not field.is_relation and not isinstance(field, SealedField) and bool(PERSONAL.search(field.name))


@pytest.mark.parametrize("label", SEALED)
def test_a_sealed_field_sits_in_a_sealed_row(label):
    assert issubclass(apps.get_model(label.rpartition(".")[0]), SealedRow)


def test_what_is_confided_is_among_them():
    assert set(SEALED) >= {
        "agreements.AgreementFile.name",
        "assets.Acceptance.reason",
        "assets.AssetNote.evidence",
        "assets.AssetNote.worth",
        "assets.HolderName.name",
        "companies.ContactPerson.email",
        "companies.ContactPerson.name",
        "companies.ContactPerson.phone",
        "consultations.Caller.email",
        "consultations.Caller.name",
        "consultations.Caller.phone",
        "consultations.Draft.typed",
        "consultations.Message.body",
        "consultations.OutsideReferral.facts",
        "consultations.OutsideReferral.files",
        "consultations.OutsideReferral.receiver",
        "consultations.OutsideReferral.scope",
        "consultations.OutsideReply.answer",
        "consultations.OutsideReply.result",
        "consultations.Referral.message",
        "engagements.VisitPaper.text",
        "documents.Version.name",
        "notices.RecipientName.name",
    }


def test_a_sealed_row_has_something_sealed():
    rows = {model._meta.label for model in apps.get_models() if issubclass(model, SealedRow)}
    assert rows == {label.rpartition(".")[0] for label in SEALED}


def test_no_name_and_no_way_to_reach_an_outsider_stands_open():
    found = {f"{model._meta.label}.{field.name}" for model, field in fields() if is_open_text(field)}
    assert found == set(OPEN_ON_PURPOSE), "seal it, or say here why it stands open"
