"""連絡先データ — whom to call in an emergency. Data with a source and the day it was looked up; check once a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import OutsideBody, Trigger
from madoguchi.foundation.core.prefectures import Prefecture


@dataclass(frozen=True)
class ContactPoint:
    """連絡先 — `phone` may be empty where the body answers by its web page first."""

    name: str | Promise
    when: str | Promise
    phone: str
    site: str
    source: str
    checked_date: date


CHECKED = date(2026, 11, 22)

IPA = ContactPoint(
    name=_("IPA（情報処理推進機構）企業組織向けサイバーセキュリティ相談窓口"),
    when=_("不正アクセス、ウイルス、ランサムウェアなどサイバー攻撃の疑いがあるとき"),
    phone="",
    site="www.ipa.go.jp/security/support/soudan.html",
    source="IPA サイバーセキュリティ 相談・届出窓口一覧（2025年4月）",
    checked_date=CHECKED,
)
PRIVACY = ContactPoint(
    name=_("個人情報保護委員会（漏えい等の報告）"),
    when=_("個人情報が含まれる、またはその疑いがあるとき。期限は下の表のとおりです"),
    phone="",
    site="www.ppc.go.jp",
    source="個人情報の保護に関する法律第26条、同施行規則第7条・第8条",
    checked_date=CHECKED,
)
LAWYERS = ContactPoint(
    name=OutsideBody.BAR_HIMAWARI.label,
    when=_("警告書、差止め、告訴状などを弁護士に相談したいとき（お近くの弁護士会につながります）"),
    phone="0570-001-240",
    site="www.nichibenren.or.jp",
    source="日本弁護士連合会の案内",
    checked_date=CHECKED,
)


def police_of(prefecture: str) -> ContactPoint:
    """警察 — the headquarters of that prefecture; 警視庁 in Tokyo."""
    return ContactPoint(
        name=police_name(prefecture),
        when=_("持ち出し、盗難、不正な取得の疑いがあるとき。本部の「営業秘密保護対策官」につないでもらいます"),
        phone="#9110",
        site="www.npa.go.jp",
        source="警察庁の案内（各都道府県警察本部の営業秘密保護対策官、警察相談専用電話）",
        checked_date=CHECKED,
    )


def police_name(prefecture: str) -> str | Promise:
    if not prefecture:
        return _("会社のある都道府県の警察本部（営業秘密保護対策官）")
    if prefecture == Prefecture.TOKYO:
        return _("警視庁（営業秘密保護対策官）")
    return gettext("%(prefecture)s警察本部（営業秘密保護対策官）") % {"prefecture": Prefecture(prefecture).label}


def name_of(body: str, prefecture: str) -> str:
    """紹介先の名前 — the police by its prefecture."""
    return str(police_name(prefecture) if body == OutsideBody.POLICE else OutsideBody(body).label)


def points_for(row: Consultation) -> Iterator[ContactPoint]:
    """Whom to call in this case, by the answers to the urgency questions: first things first."""
    if row.is_cyber:
        yield IPA
    if row.category == Category.LEAK or row.is_leaking or row.is_cyber or row.trigger == Trigger.LEAVER:
        yield police_of(row.prefecture)
    if row.has_personal_data is not False:
        yield PRIVACY
    yield LAWYERS
