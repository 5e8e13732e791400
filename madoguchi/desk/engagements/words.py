"""訪問支援の用語 — states, stages, papers, the closing checklist, and what is asked before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.IntegerChoices):
    """状態 — in the order of the list: what has come to a stop first. Open ones lie before FOLLOWING."""

    STALLED = 0, _("停滞")
    UNDER_WAY = 1, _("進行中")
    FOLLOWING = 2, _("フォロー中")
    SELF_RUNNING = 3, _("自走")
    CALLED_OFF = 4, _("中止")


OPEN = (State.STALLED, State.UNDER_WAY)
RESUMABLE = (State.STALLED, State.CALLED_OFF)


class Why(models.TextChoices):
    """停滞・中止の理由 — chosen, as a sentence might confide something."""

    PERSON = "person", _("会社の担当者の異動・退職")
    BUSY = "busy", _("会社の繁忙期")
    PRIORITY = "priority", _("会社の優先順位が変わった")
    SILENT = "silent", _("連絡がつかない")
    WISH = "wish", _("会社の希望")
    ELSEWHERE = "elsewhere", _("ほかの支援を受けることになった")
    OTHER = "other", _("その他")


class StageKind(models.TextChoices):
    """段階の性質 — a roll-out grows by departments; the follow-up begins with closing and ends with the last check."""

    WORK = "work", _("ふつうの段階")
    ROLL_OUT = "roll_out", _("部署ごとに広げる段階")
    FOLLOW = "follow", _("終わったあとに見守る段階")


class SkipWhy(models.TextChoices):
    """飛ばす理由."""

    HELD = "held", _("会社にすでにある")
    UNFIT = "unfit", _("この会社には当てはまらない")
    ALONE = "alone", _("会社が自分で進める")
    OTHER = "other", _("その他")


@dataclass(frozen=True)
class StageSaid:
    """段階のひな形 — title, what is asked at it, and of what kind."""

    title: str
    asks: str
    kind: StageKind = StageKind.WORK


DEFAULT_STAGES = (
    StageSaid("課題整理", "困っていること、きっかけ、経営者の考え、いまの体制を聞く"),
    StageSaid("情報の棚卸し", "仕事の流れに沿って、守る情報の名前・置き場所・扱う人を挙げる"),
    StageSaid("区分と運用表", "秘密区分をいくつにするか、区分ごとにだれがどう扱うかを決める"),
    StageSaid("規程・誓約書", "いまある規程と就業規則を確かめ、規程と誓約書の案を作る"),
    StageSaid("最終確認", "現場で守れるか、取引先との契約と食い違わないかを確かめる"),
    StageSaid("社内展開", "始める部署、説明会、誓約書の回収を決める", StageKind.ROLL_OUT),
    StageSaid("フォロー", "半年後と一年後に、いまも使われているものを確かめる", StageKind.FOLLOW),
)


class Paper(models.TextChoices):
    """訪問の書きもの — sealed, one of each kind a visit."""

    PREPARATION = "preparation", _("事前準備")
    AGENDA = "agenda", _("当日の次第")
    NOTES = "notes", _("訪問メモ")
    REPORT = "report", _("訪問の報告")


PAPER_HELP = {
    Paper.PREPARATION: _("確かめておくこと、持っていくもの、前回の宿題。"),
    Paper.AGENDA: _("何を、どの順に、だれと話すか。"),
    Paper.NOTES: _("聞いたこと、見たこと。窓口の中の覚え書きです。"),
    Paper.REPORT: _("行った支援と、次回までに決まったこと。支援報告書に載ります。"),
}


class Item(models.TextChoices):
    """自走の確認 — what stands when a company goes on by itself."""

    RUNNER = "runner", _("運用する人が決まっている")
    REGULATION = "regulation", _("規程が施行されている")
    TABLE = "table", _("区分と運用表が使われている")
    REGISTER = "register", _("情報台帳を見直した")
    PLEDGES = "pledges", _("誓約書を取った")
    TOLD = "told", _("従業員に知らせた")
    REVIEW = "review", _("次の見直しの日が決まっている")


class Said(models.TextChoices):
    """確認の答え."""

    YES = "yes", _("はい")
    NO = "no", _("いいえ（これから）")
    UNFIT = "na", _("当てはまらない")


class Subject(models.TextChoices):
    """整備状況を尋ねるもの."""

    REGULATION = "regulation", _("規程")
    TABLE = "table", _("運用表")
    REGISTER = "register", _("台帳")
    PLEDGES = "pledges", _("誓約書")
    TRAINING = "training", _("教育")
    SETUP = "setup", _("体制")


class Readiness(models.TextChoices):
    """整備状況 — the five answers of the desk's survey of FY2017."""

    DONE = "DONE", _("整備済み")
    DOING = "DOING", _("整備中")
    PLANNED = "PLANNED", _("整備する予定がある")
    WANT_NO_PLAN = "WANT_NO_PLAN", _("整備したいが予定はない")
    NOT_NEEDED = "NOT_NEEDED", _("必要ない")


class Round(models.IntegerChoices):
    """確認の時期 — months after the closing; 0 is the opening."""

    OPENING = 0, _("支援の前")
    HALF_YEAR = 6, _("6か月後")
    YEAR = 12, _("12か月後")


AFTERWARDS = (Round.HALF_YEAR, Round.YEAR)
Answers = Mapping[str, str]
