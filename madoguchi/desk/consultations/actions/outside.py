"""他機関への紹介 — handed over with consent, or told where to turn; and the answer, when it comes."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.actions.referrals import require_consent
from madoguchi.desk.consultations.actions.rows import locked, record, require_open
from madoguchi.desk.consultations.actions.telling import tell_desk
from madoguchi.desk.consultations.models import Attachment, Consultation, OutsideReferral, OutsideReply
from madoguchi.desk.consultations.models_outside import LENGTHS, REPLY_LENGTHS
from madoguchi.desk.consultations.words import OutsideBody, OutsidePart, Urgency
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import open_keyring


class AtField(Refusal):
    """欄の断り — a refusal that knows the field it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


@transaction.atomic
def refer_outside(
    *,
    consultation: Consultation,
    body: str,
    prefecture: str = "",
    receiver: str,
    urgency: int,
    is_handed: bool,
    parts: Collection[str] = (),
    files: Iterable[Attachment] = (),
    scope: str = "",
    facts: str,
    by: Person,
    at: datetime,
) -> OutsideReferral:
    """他機関に紹介する — by whoever sends answers. Telling where to turn needs no consent: nothing leaves the desk."""
    row = locked(consultation, by=by, rule=access.SEND)
    require_open(row)
    made = OutsideReferral(consultation=row, body=OutsideBody(body), urgency=Urgency(urgency), is_handed=is_handed)
    made.referred_at, made.referred_by = at, by
    made.prefecture = _prefecture(made, prefecture)
    made.consent = require_consent(row) if is_handed else None
    _hand(made, parts)
    texts = _texts({"receiver": receiver, "scope": scope, "facts": facts}, LENGTHS)
    texts["files"] = "\n".join(_names(row, files, by))
    _require_whole(made, texts)
    rows.seal(made, seating.case_box(row, keys=open_keyring(by), at=at), at=at, **texts)
    made.save(force_insert=True)
    record("refer_outside", row, by=by, at=at)
    tell_desk(row, besides=by, at=at)
    return made


@transaction.atomic
def record_reply(
    *, referral: OutsideReferral, answer: str, result: str = "", by: Person, at: datetime
) -> OutsideReply:
    """返答を記録する — whenever it comes, after the end of the case too."""
    row = locked(referral.consultation, by=by, rule=access.SEND)
    held = row.outside_referrals.get(pk=referral.pk)
    texts = _texts({"answer": answer, "result": result}, REPLY_LENGTHS)
    if not texts["answer"]:
        raise AtField("answer", _("返答を入力してください。"))
    made = OutsideReply(referral=held, recorded_at=at, recorded_by=by)
    rows.seal(made, seating.case_box(row, keys=open_keyring(by), at=at), at=at, **texts)
    made.save(force_insert=True)
    record("record_reply", row, by=by, at=at)
    tell_desk(row, besides=by, at=at)
    return made


def _prefecture(made: OutsideReferral, prefecture: str) -> str:
    if made.body != OutsideBody.POLICE:
        return ""
    if not prefecture:
        raise AtField("prefecture", _("どの都道府県の警察かを選んでください。"))
    return Prefecture(prefecture)


def _hand(made: OutsideReferral, parts: Collection[str]) -> None:
    made.hands_card = OutsidePart.CARD in parts
    made.hands_gist = OutsidePart.GIST in parts
    made.hands_thread = OutsidePart.THREAD in parts


def _texts(typed: Mapping[str, str], lengths: Mapping[str, int]) -> dict[str, str]:
    for name, text in typed.items():
        if len(text) > lengths[name]:
            raise AtField(name, _("%(most)d字以内で入力してください。") % {"most": lengths[name]})
    return {name: text.strip() for name, text in typed.items()}


def _require_whole(made: OutsideReferral, texts: Mapping[str, str]) -> None:
    if not made.is_handed and (made.parts or texts["files"]):
        raise AtField("parts", _("行き先を案内しただけのときは、渡すものを選べません。"))
    if made.is_handed and not texts["scope"]:
        raise AtField("scope", _("だれが、どこまで同意したかを入力してください。"))
    if not texts["receiver"] and (made.is_handed or made.body == OutsideBody.OTHER):
        raise AtField("receiver", _("宛先を入力してください。"))
    if not texts["facts"]:
        raise AtField("facts", _("伝えたことを入力してください。"))


def _names(row: Consultation, files: Iterable[Attachment], by: Person) -> Iterable[str]:
    """Nobody hands over what they do not read; the names are kept here, as a file may be removed one day."""
    for file in row.attachments.filter(pk__in=[one.pk for one in files]).order_by("taken_at", "pk"):
        look, texts = see(file, open_keyring(by))
        if look is not Look.OPEN:
            raise AtField("enclosed", _("鍵を開いて、名前を読めるファイルだけを渡せます。"))
        yield texts["name"]
