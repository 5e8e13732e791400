"""行為の言葉 — what stands in the diary of a case, as its people read it. A test holds that no deed lacks words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LOOKS = {
    "consultations.Consultation": gettext_lazy("相談を開いた"),
    "appointments.Appointment": gettext_lazy("予約を開いた"),
}
DEEDS = {
    "consultations.log": gettext_lazy("相談を受け付けた"),
    "consultations.read_past": gettext_lazy("移行した記載を読んだ"),
    "consultations.correct": gettext_lazy("内容を訂正した"),
    "consultations.answer": gettext_lazy("回答を記録した"),
    "consultations.contact": gettext_lazy("対応を記録した"),
    "consultations.finish_next": gettext_lazy("次の行動を済みにした"),
    "consultations.move": gettext_lazy("状態を進めた"),
    "consultations.close": gettext_lazy("相談を終了した"),
    "consultations.withdraw": gettext_lazy("相談を取下げにした"),
    "consultations.reopen": gettext_lazy("相談を再開した"),
    "consultations.restrict": gettext_lazy("限定の設定を変えた"),
    "consultations.consent": gettext_lazy("同意を記録した"),
    "consultations.link": gettext_lazy("ほかの相談と関連づけた"),
    "consultations.unlink": gettext_lazy("ほかの相談との関連を外した"),
    "consultations.assign": gettext_lazy("担当を決めた"),
    "consultations.add_member": gettext_lazy("関係者を加えた"),
    "consultations.remove_member": gettext_lazy("関係者を外した"),
    "consultations.set_wall": gettext_lazy("利益相反の壁を設けた"),
    "consultations.lift_wall": gettext_lazy("利益相反の壁を取り除いた"),
    "consultations.read_thread": gettext_lazy("対話を読んだ"),
    "consultations.write": gettext_lazy("対話に書いた"),
    "consultations.revise": gettext_lazy("下書きを直した"),
    "consultations.send": gettext_lazy("下書きを送った"),
    "consultations.discard": gettext_lazy("下書きを捨てた"),
    "consultations.show": gettext_lazy("回答を相談者に見せた"),
    "consultations.post": gettext_lazy("相談者として書いた"),
    "consultations.attach": gettext_lazy("ファイルを加えた"),
    "consultations.remove_file": gettext_lazy("ファイルを消した"),
    "consultations.read_files": gettext_lazy("ファイルの名前を読んだ"),
    "consultations.read_file": gettext_lazy("ファイルを受け取った"),
    "consultations.take_out": gettext_lazy("相談を持ち出した"),
    "consultations.read_caller": gettext_lazy("連絡先を読んだ"),
    "consultations.caller": gettext_lazy("連絡先を直した"),
    "consultations.name_party": gettext_lazy("相手方を記録した"),
    "consultations.remove_party": gettext_lazy("相手方を消した"),
    "consultations.accept_conflict": gettext_lazy("利益相反を承知で担当を決めた"),
    "consultations.break_glass": gettext_lazy("緊急閲覧を始めた"),
    "consultations.end_glass": gettext_lazy("緊急閲覧を終えた"),
    "consultations.refer": gettext_lazy("ほかの窓口に連携を頼んだ"),
    "consultations.accept_referral": gettext_lazy("連携を引き受けた"),
    "consultations.decline_referral": gettext_lazy("連携を辞退した"),
    "consultations.return_referral": gettext_lazy("報告して連携を終えた"),
    "consultations.withdraw_referral": gettext_lazy("連携を取り下げた"),
    "consultations.refer_outside": gettext_lazy("他機関に紹介した"),
    "consultations.record_reply": gettext_lazy("他機関からの返答を記録した"),
    "consultations.read_outside": gettext_lazy("他機関への紹介を読んだ"),
    "consultations.read_letter": gettext_lazy("他機関への紹介状を開いた"),
    "appointments.book": gettext_lazy("予約を入れた"),
    "appointments.change": gettext_lazy("予約を変更した"),
    "appointments.cancel": gettext_lazy("予約を取り消した"),
    "appointments.finish": gettext_lazy("予約を実施済みにした"),
    "appointments.pass_on": gettext_lazy("予約の出席者を引き継いだ"),
    "counter.hand_over": gettext_lazy("担当者の仕事を引き継がせた"),
    "counter.read_log": gettext_lazy("閲覧の記録を見た"),
    "reports.close": gettext_lazy("年度を締めた"),
    "reports.correct": gettext_lazy("締めた数を訂正した"),
    "reports.enter_published": gettext_lazy("公表値を登録した"),
    "reports.remove_published": gettext_lazy("公表値を消した"),
}


def words_of(deed: str, subject: str) -> str:
    """A deed of an earlier version, for which there are no words any more, stands there as it was written."""
    words = LOOKS.get(subject.split(":")[0]) if deed == "look" else DEEDS.get(deed)
    return str(words or _("そのほかの操作（%(code)s）") % {"code": deed})
