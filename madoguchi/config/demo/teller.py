"""語り手 — tells what happened at the demo's counter through the same actions as the pages."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.config.demo.people import Cast
from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations.factories import attachment
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    Channel,
    CloseReason,
    ConsentKind,
    ConsulterKind,
    MemberKind,
    MessageKind,
    Outcome,
    OutsideBody,
    OutsidePart,
    State,
    SupportKind,
)
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.vault.actions import unlocking
from madoguchi.foundation.vault.opened import open_keyring

RECORDED = {ConsentKind.RECORD: True, ConsentKind.STATISTICS: True}


@dataclass
class Teller:
    """Tells the stories as of `now`; `ago(3)` is three business-ish days back at ten o'clock."""

    cast: Cast
    now: datetime

    def ago(self, days: int, hour: int = 10) -> datetime:
        day = timezone.localdate(self.now) - timedelta(days=days)
        told = timezone.make_aware(datetime.combine(day, time(hour, 10)))
        return min(told, self.now)

    def log(self, by: str, days: int, category: Category, gist: str, **facts: Any) -> Consultation:
        at = self.ago(days, facts.pop("hour", 10))
        person = self.cast.people[by]
        company = facts.pop("company", None)
        call: dict[str, Any] = {
            "office": self.cast.window if by == "window" else self.cast.centre,
            "channel": Channel.TEL,
            "consulter_kind": ConsulterKind.COMPANY if company is not None else ConsulterKind.ANONYMOUS,
            "company": self.cast.companies[company] if company is not None else None,
            "urgency_answers": {},
            "consents": RECORDED,
            "is_restricted": False,
            **facts,
        }
        return actions.log_call(category=category, gist=gist, received_at=at, by=person, at=at, **call)

    def advance(self, case: Consultation, days: int, *states: State) -> None:
        for state in states:
            actions.move(consultation=case, to_state=state, by=self.owner(case), at=self.ago(days))

    def contact(self, case: Consultation, days: int, kind: SupportKind, next_action: str = "", due: int = 0) -> None:
        next_date = timezone.localdate(self.now) + timedelta(days=due) if next_action else None
        actions.record_contact(
            consultation=case,
            channel=Channel.TEL,
            kind=kind,
            next_action=next_action,
            next_date=next_date,
            by=self.owner(case),
            at=self.ago(days, 14),
        )

    def answer(self, case: Consultation, days: int, text: str) -> None:
        case.refresh_from_db()
        actions.answer(
            consultation=case, seen_version=case.version, answer_gist=text, by=self.owner(case), at=self.ago(days, 15)
        )

    def write(self, case: Consultation, days: int, kind: MessageKind, body: str, **how: Any) -> None:
        by = self.cast.people[how.pop("by")] if "by" in how else self.owner(case)
        actions.write(consultation=case, kind=kind, body=body, **how, by=by, at=self.ago(days, 15))

    def attach(self, case: Consultation, name: str, text: str) -> None:
        attachment(case, by=self.owner(case), name=name, content=text.encode("utf-8-sig"))

    def close(self, case: Consultation, days: int, outcome: Outcome, reason: CloseReason) -> None:
        actions.close(consultation=case, outcome=outcome, reason=reason, by=self.owner(case), at=self.ago(days, 16))

    def join(self, case: Consultation, login: str, days: int, kind: MemberKind, until: int | None = None) -> None:
        """Until so many days from now."""
        at = self.ago(days, 11)
        actions.add_member(
            consultation=case,
            person=self.cast.people[login],
            kind=kind,
            from_date=timezone.localdate(at),
            until_date=None if until is None else timezone.localdate(self.now) + timedelta(days=until),
            by=self.owner(case),
            at=at,
        )

    def refer(self, case: Consultation, days: int, to_office: Organisation, message: str) -> None:
        actions.refer(
            consultation=case,
            to_office=to_office,
            shows_gist=True,
            shows_thread=True,
            urgency=case.urgency,
            message=message,
            by=self.owner(case),
            at=self.ago(days, 14),
        )

    def refer_to_the_police(self, case: Consultation, days: int) -> None:
        who: dict[str, Any] = {"consultation": case, "by": self.owner(case), "at": self.ago(days, 16)}
        actions.consent(kind=ConsentKind.REFERRAL, is_given=True, **who)
        actions.refer_outside(
            body=OutsideBody.POLICE,
            prefecture="37",
            receiver="生活環境課 営業秘密の御担当（架空）",
            urgency=case.urgency,
            is_handed=True,
            parts=[OutsidePart.CARD, OutsidePart.GIST],
            scope="代表者（電話で確認）。警察への相談と、経緯を伝えることについて。",
            facts="退職した従業員が、退職の二週間前から夜間に共有フォルダーのファイルを大量に複製した疑いがあります。"
            "接続の記録は会社が保全しました。本人の私物端末は未回収で、本人への聞き取りはまだ行っていません。\n"
            "会社は被害届の提出を含めて相談を希望しています。",
            **who,
        )

    def read(self, case: Consultation, login: str, days: int) -> None:
        """What opening the page of a case leaves in its log."""
        by, at = self.cast.people[login], self.ago(days, 16)
        for deed in ("look", queries.READ_THREAD):
            diary.record(deed, case, by=by, at=at)

    def sign_in_again(self) -> None:
        """Whoever has keys opens them once more: who waits is handed theirs, officers get their shares."""
        for person in self.cast.people.values():
            if keys := open_keyring(person):
                unlocking.serve(keys=keys, by=person, at=self.now)

    def owner(self, case: Consultation) -> Person:
        """Of our cast, whose keys are open."""
        owner = Consultation.objects.get(pk=case.pk).owner
        return next((one for one in self.cast.people.values() if one == owner), self.cast.people["adviser"])
