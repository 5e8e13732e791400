"""打ち明ける — a distinct marker into each sealed field over the product's own pages, and then a day's work with them.

python -m tests.faults.confided fill

Prints what opens where (so that no sealed field is forgotten), the cookies of a session with open keys, and what lies
in sessions, jobs, mails and the cache as whoever reads them decodes it.
"""

import json
import os
import sys
from unittest.mock import patch
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")
GIST = "MarkOpenGist"
TOLD, NOTE, DRAFT, ANSWER, POSTED, TYPED, PARTY, REASON, REFERRED, FAULT = (
    f"MarkSealed{name}"
    for name in ("Told", "Note", "Draft", "Answer", "Posted", "Typed", "Party", "Reason", "Referred", "Fault")
)
RECEIVER, SCOPE, FACTS, ANSWERED, RESULT = (
    f"MarkSealedOutside{name}" for name in ("Receiver", "Scope", "Facts", "Answer", "Result")
)
EVIDENCE = "MarkSealedEvidenceNote"
FILE_NAME, FILE_CONTENT, CUT = "MarkSealedFileName", "MarkSealedFileContent", "MarkSealedCutUpload"
PAST, MENDED, LOGBOOK = "MarkSealedPast", "MarkSealedMended", "MarkSealedLogbookName"
ROWS = (
    f"受付番号,受付日,要旨,相談区分,備考\nP1,2016/4/5,古い相談,秘密管理,{PAST}\nP2,いつか,古い相談,秘密管理,{MENDED}\n"
)
READ_AS = {"use_0": "number", "use_1": "date", "use_2": "gist", "use_3": "category", "use_4": "seal", "take": "1"}
CALLER, CONTACT = (
    {part: f"{who}{part}" for part in ("Name", "Phone", "Mail")} for who in ("MarkSealedCaller", "MarkSealedContact")
)
VISITED = "MarkSealedVisitPaper"
WORTH, PROOF, HOLDER, LEFT, AGREED, PAPER, TOLD_TO = (
    f"MarkSealed{name}" for name in ("Worth", "Proof", "Holder", "LeftBecause", "AgreementFile", "PaperName", "ToldTo")
)
PLANTED = {
    "consultations.Message.body": [TOLD, NOTE, DRAFT, ANSWER, POSTED],
    "consultations.Caller.name": [CALLER["Name"]],
    "consultations.Caller.phone": [CALLER["Phone"]],
    "consultations.Caller.email": [CALLER["Mail"]],
    "consultations.Draft.typed": [TYPED],
    "consultations.Party.name": [PARTY],
    "consultations.Glass.reason": [REASON],
    "consultations.Referral.message": [REFERRED],
    "consultations.OutsideReferral.receiver": [RECEIVER],
    "consultations.OutsideReferral.scope": [SCOPE],
    "consultations.OutsideReferral.facts": [FACTS],
    "consultations.OutsideReferral.files": [FILE_NAME],
    "consultations.OutsideReply.answer": [ANSWERED],
    "consultations.OutsideReply.result": [RESULT],
    "consultations.Attachment.name": [FILE_NAME],
    "consultations.PastNote.texts": [PAST],
    "logbooks.MendableRow.cells": [MENDED],
    "logbooks.LogbookFile.name": [LOGBOOK],
    "engagements.VisitPaper.text": [VISITED],
    "diagnosis.EvidenceNote.text": [EVIDENCE],
    "companies.ContactPerson.name": [CONTACT["Name"]],
    "companies.ContactPerson.phone": [CONTACT["Phone"]],
    "companies.ContactPerson.email": [CONTACT["Mail"]],
    "assets.AssetNote.worth": [WORTH],
    "assets.AssetNote.evidence": [PROOF],
    "assets.HolderName.name": [HOLDER],
    "assets.Acceptance.reason": [LEFT],
    "agreements.AgreementFile.name": [AGREED],
    "documents.Version.name": [PAPER],
    "notices.RecipientName.name": [TOLD_TO],
}
CONFIDED = [*(marker for markers in PLANTED.values() for marker in markers), FILE_CONTENT, FAULT, CUT]
CASES = "/consultations/"


def fill() -> None:
    desk = _Desk()
    desk.plant()
    desk.work()
    print(json.dumps({"opened": desk.opened(), "decoded": _decoded(), **desk.drawer()}))


class _Desk:
    """An owner, a manager and a consulter, each with a browser in this process and open keys."""

    def __init__(self) -> None:
        from madoguchi.company.companies import factories as companies  # noqa: PLC0415
        from madoguchi.foundation.access.roles import Role  # noqa: PLC0415
        from madoguchi.foundation.accounts import factories as people  # noqa: PLC0415
        from tests.migrated import migrate  # noqa: PLC0415

        migrate()
        people.demo()
        centre = self.centre = people.office(code="00")
        self.window = people.office(code="23", prefecture="23")
        self.owner, self.member = (people.member(Role.ADVISER, centre) for _ in range(2))
        self.manager = people.member(Role.MANAGER, centre)
        self.company = companies.company(name="株式会社架空製作所", office=centre)
        self.consulter = people.member(Role.STEWARD, companies.room_of(self.company))
        self.pages = {one: _browser(one) for one in (self.owner, self.manager, self.consulter)}

    def plant(self) -> None:
        self._call()
        self._people()
        for said in ({"kind": "note", "body": NOTE}, {"kind": "answer", "body": DRAFT, "draft": "1"}):
            self._post("write/", said)
        self._post("write/", {"kind": "answer", "body": ANSWER, "is_shown": "on"})
        self._post("parties/", {"name": PARTY, "relation": "competitor"})
        self._post("files/", {"file": _file(FILE_NAME, FILE_CONTENT)})
        self._send(self.consulter, f"{CASES}mine/{self.case.number}/", {"body": POSTED})
        self._post("break_glass/", {"reason": f"{REASON} 担当者と連絡が取れない"}, by=self.manager)
        self._post("consent/", {"kind": "referral", "is_given": "yes"})
        self._post("refer/", {"to_office": self.window.pk, "urgency": "0", "message": REFERRED})
        self._refer_outside()
        self._visit()
        self._move_in()
        self._register()
        self._bring_paper()
        self._make_known()
        told = {"name": CONTACT["Name"], "phone": CONTACT["Phone"], "email": f"{CONTACT['Mail']}@example.jp"}
        self._send(self.owner, f"{self.company.get_absolute_url()}contacts/add/", told)
        self._diagnose()
        typed = {"submission": str(uuid4()), "told": TYPED}
        self._send(self.owner, f"{CASES}draft/", typed, status=204)

    def work(self) -> None:
        """Pages, a sheet, exports, a search, a refused form, a fault that repeats what was typed, jobs and dailies."""
        from django.core.management import call_command  # noqa: PLC0415
        from django.utils import timezone  # noqa: PLC0415

        from madoguchi.foundation.jobs.due import tick  # noqa: PLC0415

        case, owner = f"{CASES}{self.case.number}/", self.pages[self.owner]
        self._see(self.owner, self.case.get_absolute_url(), TOLD, NOTE, DRAFT, ANSWER, POSTED, FILE_NAME, REASON)
        self._see(self.owner, self.case.get_absolute_url(), *CALLER.values())
        self._see(self.owner, f"{self.case.get_absolute_url()}sheet/?caller=1", *CALLER.values())
        self._see(self.owner, f"{case}parties/", PARTY)
        self._see(self.owner, self.case.get_absolute_url(), RECEIVER, SCOPE, FACTS, ANSWERED, RESULT)
        self._see(self.owner, f"{case}{self.visit}", VISITED)
        self._see(self.owner, f"{case}{self.outside}letter/", RECEIVER, SCOPE, FACTS, FILE_NAME)
        self._see(self.owner, self.company.get_absolute_url(), *CONTACT.values())
        self._see(self.consulter, f"{self.diagnosis}answers/legal/", EVIDENCE)
        self._see(self.owner, f"{CASES}log/", TYPED)
        self._see(self.consulter, self.asset, WORTH, PROOF, HOLDER)
        self._see(self.consulter, self.check, LEFT)
        self._see(self.consulter, self.agreement, AGREED)
        self._see(self.consulter, self.paper, FILE_CONTENT)
        assert PAPER in self.pages[self.consulter].get(f"{self.paper}word/").headers["Content-Disposition"]
        self._see(self.consulter, self.notice, TOLD_TO)
        self._see(self.owner, f"{CASES}?q={NOTE}", NOTE)
        self._see(self.manager, self.case.get_absolute_url(), NOTE, FILE_NAME)
        self._see(self.consulter, f"{CASES}mine/{self.case.number}/", ANSWER, POSTED)
        file = self.case.attachments.get()
        assert FILE_CONTENT.encode() in b"".join(owner.get(f"{case}files/{file.pk}/"))
        for kind in ("csv", "xlsx"):
            b"".join(owner.post(f"{CASES}export/", {"format": kind}))
        taken = b"".join(owner.post(f"{case}take_out/"))
        assert (GIST.encode() in taken, [one for one in CONFIDED if one.encode() in taken]) == (True, [])
        assert NOTE in owner.post(f"{case}write/", {"body": NOTE}).text
        with patch("madoguchi.desk.consultations.seating.case_box", side_effect=RuntimeError(FAULT)):
            assert owner.post(f"{case}write/", {"kind": "note", "body": FAULT}).status_code == 500
        call_command("worker", "--drain")
        tick(timezone.now())
        call_command("worker", "--drain")

    def opened(self) -> dict[str, list[str]]:
        """Each sealed field of each model: the texts that lie there, opened by whoever may."""
        from django.apps import apps  # noqa: PLC0415

        from madoguchi.desk.logbooks.models import LogbookFile  # noqa: PLC0415
        from madoguchi.foundation.vault import rows  # noqa: PLC0415
        from madoguchi.foundation.vault.models import SealedRow  # noqa: PLC0415

        found: dict[str, list[str]] = {}
        for model in (one for one in apps.get_models() if issubclass(one, SealedRow)):
            for name in rows.sealed_fields(model):
                reader = self.manager if model is LogbookFile else self.consulter if _is_of_room(model) else self.owner
                texts = [rows.unseal(row, reader.open_keyring)[name] for row in model._default_manager.all()]
                found[f"{model._meta.label}.{name}"] = texts
        return found

    def drawer(self) -> dict[str, object]:
        """For `tests.filing.line.Line`: where files go, and the cookies of the owner."""
        from tests.filing.installation import TOKEN  # noqa: PLC0415

        cookies = {name: one.value for name, one in self.pages[self.owner].cookies.items()} | {"csrftoken": TOKEN}
        return {"path": f"{CASES}{self.case.number}/files/", "cookies": cookies}

    def _call(self) -> None:
        from madoguchi.desk.consultations.models import Consultation  # noqa: PLC0415

        said = {"submission": str(uuid4()), "office": self.centre.pk}
        said |= {"channel": "TEL", "consulter_kind": "company", "company_name": self.company.name, "category": "MGT"}
        said |= {"company_choice": f"id:{self.company.pk}", "gist": GIST, "told": TOLD, "consent_record": "yes"}
        contact = {"name": CALLER["Name"], "phone": CALLER["Phone"], "email": f"{CALLER['Mail']}@example.jp"}
        self._send(self.owner, f"{CASES}log/", said | {f"contact_{name}": value for name, value in contact.items()})
        self.case = Consultation.objects.get()

    def _people(self) -> None:
        from madoguchi.desk.consultations import factories as make  # noqa: PLC0415

        for person, kind in ((self.member, "member"), (self.consulter, "consulter")):
            make.member_of(self.case, person, kind)

    def _refer_outside(self) -> None:
        said = {"body": "ipa", "receiver": RECEIVER, "urgency": "1", "is_handed": "yes", "parts": ["card", "thread"]}
        said |= {"enclosed": [self.case.attachments.get().pk], "scope": SCOPE, "facts": FACTS}
        self._post("outside/", said)
        self.outside = f"outside/{self.case.outside_referrals.get().pk}/"
        self._post(f"{self.outside}reply/", {"answer": ANSWERED, "result": RESULT})

    def _visit(self) -> None:
        """An engagement, and what is noted at a visit."""
        from datetime import timedelta  # noqa: PLC0415

        from django.utils import timezone  # noqa: PLC0415

        from madoguchi.desk.engagements.models import Engagement, Visit  # noqa: PLC0415
        from madoguchi.desk.engagements.words import Subject  # noqa: PLC0415

        day = timezone.localdate()
        said = dict.fromkeys(Subject.values, "PLANNED") | {"consented_by": "head", "consent_date": day}
        self._post("engagement/open/", said)
        when = {"date": day + timedelta(days=1), "starts": "10:00", "ends": "12:00", "outside_hours": "on"}
        booked = when | {"place": "company", "people": [self.owner.pk]}
        self._post(f"engagement/{Engagement.objects.get().pk}/visits/book/", booked)
        self.visit = f"engagement/visits/{Visit.objects.get().pk}/"
        self._post(f"{self.visit}papers/notes/", {"text": VISITED, "seen_version": 0})

    def _move_in(self) -> None:
        """One logbook is taken in, another waits to be read."""
        from madoguchi.desk.logbooks.models import Logbook  # noqa: PLC0415

        for _one in range(2):
            said = {"office": self.centre.pk, "file": _file(LOGBOOK, ROWS, times=1)}
            self._send(self.manager, "/logbooks/receive/", said)
        first, _second = Logbook.objects.order_by("pk")
        self._send(self.manager, f"/logbooks/{first.pk}/read/", READ_AS)

    def _diagnose(self) -> None:
        from madoguchi.company.diagnosis.models import Diagnosis  # noqa: PLC0415

        self._send(self.consulter, "/diagnosis/begin/", {"label": ""})
        self.diagnosis = Diagnosis.objects.get().get_absolute_url()
        self._send(self.consulter, f"{self.diagnosis}answers/legal/", {"L01": "1", "L01_note": EVIDENCE})

    def _register(self) -> None:
        """The company's own: an item with notes and a name, an agreement with a file."""
        from madoguchi.company.agreements.models import Agreement  # noqa: PLC0415
        from madoguchi.company.assets.models import Asset  # noqa: PLC0415

        room = self.company.organisation_id
        said = {"title": "MarkOpenTitle", "kind": "process", "origin": "own", "level": "secret", "department": "x"}
        self._send(self.consulter, f"/assets/{room}/add/", said | {"new_holder_name": HOLDER})
        self.asset = Asset.objects.get().get_absolute_url()
        self._send(self.consulter, f"{self.asset}note/", {"worth": WORTH, "evidence": PROOF})
        self._leave(room)
        said = {"counterparty": "架空金属", "kind": "nda", "stage": "entrust", "from_date": "2026-04-01"}
        self._send(self.consulter, f"/agreements/{room}/add/", said)
        self.agreement = Agreement.objects.get().get_absolute_url()
        self._send(self.consulter, f"{self.agreement}files/", {"file": _file(AGREED, FILE_CONTENT, times=1)})

    def _leave(self, room) -> None:
        """An item is handed out without an agreement, which is left as it is."""
        from datetime import timedelta  # noqa: PLC0415

        from django.utils import timezone  # noqa: PLC0415

        from madoguchi.company.assets.models import Disclosure  # noqa: PLC0415

        said = {"counterparty": "架空商事", "given_date": timezone.localdate(), "purpose": "x", "why_uncovered": "x"}
        self._send(self.consulter, f"{self.asset}disclose/", said)
        self.check = f"/assets/{room}/contamination/"
        said = {"reason": LEFT, "until_date": timezone.localdate() + timedelta(days=9)}
        self._send(self.consulter, f"{self.check}uncovered/{Disclosure.objects.get().pk}/accept/", said)

    def _bring_paper(self) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

        from madoguchi.company.documents import factories as documents  # noqa: PLC0415
        from madoguchi.company.documents.models import Version  # noqa: PLC0415
        from madoguchi.foundation.papers.blocks import Text  # noqa: PLC0415

        file = SimpleUploadedFile(f"{PAPER}.docx", documents.docx(Text(FILE_CONTENT)))
        room = self.company.organisation_id
        self._send(self.consulter, f"/room/{room}/papers/bring/", {"kind": "policy", "file": file})
        self.paper = Version.objects.select_related("document").get().get_absolute_url()

    def _make_known(self) -> None:
        from madoguchi.company.notices.models import Notice  # noqa: PLC0415
        from madoguchi.company.rules import factories as rules  # noqa: PLC0415

        room = self.company.organisation
        rules.table(room, by=self.consulter)
        said = {"title": "MarkOpenNotice", "message": "x", "addressee": "E", "due_date": "2099-03-31"}
        self._send(self.consulter, f"/room/{room.pk}/notices/begin/", said | {"listed": TOLD_TO, "alone": "name"})
        self.notice = Notice.objects.get().get_absolute_url()

    def _post(self, path, said, *, by=None) -> None:
        self._send(by or self.owner, f"{CASES}{self.case.number}/{path}", said)

    def _send(self, person, address, said, *, status=302) -> None:
        answer = self.pages[person].post(address, said)
        assert answer.status_code == status, (address, answer.status_code, answer.text)

    def _see(self, person, address, *markers) -> None:
        page = self.pages[person].get(address)
        assert not [marker for marker in markers if marker not in page.text], (address, page.text)


def _is_of_room(model) -> bool:
    """Of a company's own room."""
    return model._meta.app_label in ("agreements", "assets", "diagnosis", "documents", "notices")


def _browser(person):
    from django.test import Client, override_settings  # noqa: PLC0415

    from madoguchi.foundation.vault.factories import pocketed  # noqa: PLC0415

    made = Client(raise_request_exception=False, SERVER_NAME="localhost")
    with override_settings(AXES_ENABLED=False):  # it wants to know from where
        pocketed(made, person)
    return made


def _file(name, content, *, times=200_000):
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    return SimpleUploadedFile(f"{name}.txt", content.encode() * times)


def _decoded() -> dict[str, list[str]]:
    """What is packed where it lies: sessions are compressed, mails encoded, the cache is memory."""
    from email import message_from_bytes, policy  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from django.conf import settings  # noqa: PLC0415
    from django.contrib.sessions.models import Session  # noqa: PLC0415
    from django.core.cache import cache  # noqa: PLC0415

    from madoguchi.foundation.jobs.models import Job  # noqa: PLC0415

    mails = [
        message_from_bytes(one.read_bytes(), policy=policy.default) for one in Path(settings.EMAIL_FILE_PATH).iterdir()
    ]
    return {
        "sessions": [str(one.get_decoded()) for one in Session.objects.all()],
        "jobs": [str(one) for one in Job.objects.values()],
        "mails": [one["Subject"] + one.get_content() for one in mails],
        "cache": [repr(cache._cache)],
    }


if __name__ == "__main__":
    import django

    django.setup()
    {"fill": fill}[sys.argv[1]]()
