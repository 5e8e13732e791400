"""初動 — what to do first when something has leaked, and by when a personal-data leak is reported."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import Trigger

ALWAYS: tuple[tuple[Promise, Promise], ...] = (
    (_("すぐ"), _("指揮をとる人を一人決め、気づいた日時・気づいた人・状況を時刻つきで書き始める。")),
    (_("1時間以内"), _("広がりを止める。該当者のアカウント、社外からの接続、共有リンク、公開ページを止める。")),
    (
        _("1時間以内"),
        _("証拠を消さない。パソコンや媒体は初期化せず、使わずに保管し、記録（ログ）の自動消去を止める。"),
    ),
    (_("4時間以内"), _("経営者、法務・総務、情報システムの担当を集める。知る人は必要な人だけにする。")),
    (_("4時間以内"), _("何が、どの区分の情報で、誰が触れられたかを一覧にする。情報の中身そのものは書き写さない。")),
    (_("24時間以内"), _("証拠の複製を専門の業者に頼む。誰がいつ何を扱ったかを残す。")),
    (_("証拠がそろうまで"), _("疑いのある人への問いただしはしない。証拠が消されるおそれがある。")),
    (_("7日以内"), _("警察・専門機関への相談、取引先への連絡、法的な手段を弁護士と決める。")),
)
CYBER = (_("すぐ"), _("感染が疑われる機器をネットワークから切り離す。電源は切らない。"))
LEAVER = (_("すぐ"), _("退職者・退職予定者の権限を止め、貸与した機器・媒体・鍵の返却を確かめる。"))
PERSONAL = (_("24時間以内"), _("個人情報が含まれるか、人数と項目を確かめ、報告の要否を判断する。"))


@dataclass(frozen=True)
class ReportClock:
    """報告期限 — days by which the Personal Information Protection Commission is told, counted as day 1 from knowing.

    Source: 個人情報保護法施行規則第8条 and the Commission's guideline: preliminary within about 3 to 5 days,
    final within 30 days, 60 where a wrongful purpose is suspected.
    """

    preliminary_from: date
    preliminary_until: date
    final_date: date
    final_if_wrongful_date: date


def report_clock(known: date) -> ReportClock:
    """The dates for a leak the company knew of on that day."""

    def nth(number: int) -> date:
        return known + timedelta(days=number - 1)

    return ReportClock(nth(3), nth(5), nth(30), nth(60))


def steps_for(row: Consultation) -> list[tuple[Promise, Promise]]:
    """What to do, in order of time, by the answers to the urgency questions."""
    first = [CYBER] if row.is_cyber else []
    first += [LEAVER] if row.trigger == Trigger.LEAVER else []
    personal = [PERSONAL] if row.has_personal_data is not False else []
    return [ALWAYS[0], *first, *ALWAYS[1:6], *personal, *ALWAYS[6:]]
