"""台帳と自社のページ — the steps it adds to the company's home, its words in the diary, its page for a desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from madoguchi.company.agreements.queries import READ_FILE, READ_ROOM
from madoguchi.company.assets import acceptances, access, contamination, queries
from madoguchi.company.assets.models import Asset
from madoguchi.company.grants.models import Part
from madoguchi.company.grants.steps import Step, steps
from madoguchi.company.grants.words import DEEDS, LOOKS, PAGES
from madoguchi.foundation.accounts.models import Organisation


def has_no_register(actor: Any, organisation: Organisation) -> Step | None:
    """台帳が空 — nothing is kept secret that nobody has named."""
    if not access.WRITE.admits(actor, within=organisation.pk):
        return None
    if Asset.objects.visible_to(actor).filter(organisation=organisation, retired_at=None).exists():
        return None
    why = _("守りたい情報の名前と置き場所だけを並べます。中身は書きません。仕事の流れに沿って順に尋ねます。")
    return Step(_("情報台帳を作る"), why, reverse("assets:inventory", args=[organisation.pk]), order=50)


def has_findings(actor: Any, organisation: Organisation) -> Step | None:
    """混ざりの点検に出ているもの — for who can put them right; what is accepted does not count."""
    if not access.WRITE.admits(actor, within=organisation.pk):
        return None
    day = queries.today()
    rows = queries.register(organisation, actor=actor)
    number = contamination.count(rows, day, acceptances.accepted(organisation, day))
    if not number:
        return None
    label = ngettext("混ざりの点検を見る（%(number)d件）", "混ざりの点検を見る（%(number)d件）", number)
    why = _("自社の情報と預かった情報の混ざりや、だれのものかわからない情報などです。直すか、承知のうえで残します。")
    return Step(label % {"number": number}, why, reverse("assets:contamination", args=[organisation.pk]), order=80)


steps.append(has_no_register)
steps.append(has_findings)
PAGES[Part.REGISTER] = lambda organisation: reverse("assets:index", args=[organisation])
LOOKS |= {
    "assets.Asset": gettext_lazy("台帳の情報を開いた"),
    "assets.Acceptance": gettext_lazy("承知のうえで残したものを開いた"),
    "agreements.Agreement": gettext_lazy("契約を開いた"),
}
DEEDS |= {
    "assets.add": gettext_lazy("情報を台帳に登録した"),
    "assets.take_in": gettext_lazy("情報をまとめて台帳に登録した"),
    "assets.correct": gettext_lazy("台帳の情報を訂正した"),
    "assets.note": gettext_lazy("情報の覚え書きを書いた"),
    "assets.disclose": gettext_lazy("情報を社外に渡したと記録した"),
    "assets.take_back": gettext_lazy("渡した情報を返してもらったと記録した"),
    "assets.retire": gettext_lazy("情報を台帳から外した"),
    "assets.state_levels": gettext_lazy("秘密区分を決めた"),
    "assets.move_levels": gettext_lazy("情報をほかの秘密区分に移した"),
    "assets.export": gettext_lazy("台帳をExcelに書き出した"),
    "assets.accept": gettext_lazy("点検に出たものを、承知のうえで残した"),
    "assets.withdraw": gettext_lazy("承知のうえで残したものを、点検に戻した"),
    "assets.rename": gettext_lazy("場所・部署・相手先の名前を変えた"),
    "assets.merge": gettext_lazy("場所・部署・相手先をまとめた"),
    "assets.drop": gettext_lazy("使っていない場所・部署・相手先を消した"),
    "assets.forget": gettext_lazy("場所・部署・相手先の別の呼び名を外した"),
    acceptances.READ_REASONS: gettext_lazy("承知のうえで残した理由を読んだ"),
    queries.READ_NOTE: gettext_lazy("情報の覚え書きを読んだ"),
    queries.READ_NAMES: gettext_lazy("情報を扱う人の名前を読んだ"),
    "agreements.add": gettext_lazy("契約を登録した"),
    "agreements.correct": gettext_lazy("契約を訂正した"),
    "agreements.renew": gettext_lazy("契約を更新した"),
    "agreements.end": gettext_lazy("契約を終了した"),
    "agreements.attach": gettext_lazy("契約書のファイルを預けた"),
    READ_ROOM: gettext_lazy("台帳か契約の一覧を開いた"),
    READ_FILE: gettext_lazy("契約書のファイルを開いた"),
}
