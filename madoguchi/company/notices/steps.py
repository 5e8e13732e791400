"""周知と自社のページ — the steps it adds to the company's home, and its words in the diary."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.company.grants.steps import Step, steps
from madoguchi.company.grants.words import DEEDS, LOOKS
from madoguchi.company.notices import access, queries
from madoguchi.company.rules.words import TOUCHES
from madoguchi.foundation.accounts.models import Organisation


def has_something_to_read(actor: Any, organisation: Organisation) -> Step | None:
    """読むものがある — for everybody of the company, until it is read."""
    found = queries.to_read(organisation, actor=actor)
    if found is None:
        return None
    why = _("会社の大事な情報の扱い方です。読んで、問いに答えてください。5分ほどで終わります。")
    return Step(_("周知を読む"), why, reverse("notices:answer", args=[organisation.pk, found.notice_id]), order=15)


def is_not_made_known(actor: Any, organisation: Organisation) -> Step | None:
    """決まりを知らせていない — what nobody was told is not kept, and no court takes it for a secret."""
    if not access.WRITE.admits(actor, within=organisation.pk):
        return None
    table = queries.row_of(organisation, actor=actor, on=timezone.localdate())
    if table is None or queries.is_made_known(table, actor=actor):
        return None
    why = _("決めただけでは守られません。だれがいつ読んだかの記録は、秘密として管理している証拠になります。")
    return Step(_("決まりを社内に知らせる"), why, reverse("notices:begin", args=[organisation.pk]), order=70)


def was_told_of(actor: Any, organisation: int, level: str) -> tuple[str, int]:
    """区分を知らせた相手 — they learn of the change by another notice."""
    return _("この区分を知らせた相手"), queries.told_of(organisation, level, actor=actor)


TOUCHES.append(was_told_of)
steps += [has_something_to_read, is_not_made_known]
LOOKS |= {
    "notices.Notice": gettext_lazy("周知を開いた"),
    "notices.Recipient": gettext_lazy("周知の相手を開いた"),
}
DEEDS |= {
    "notices.begin": gettext_lazy("運用表を知らせ始めた"),
    "notices.add": gettext_lazy("周知の相手を加えた"),
    "notices.link": gettext_lazy("周知のリンクの用紙を作った"),
    "notices.relink": gettext_lazy("周知のリンクを一人分作り直した"),
    "notices.revoke": gettext_lazy("周知の相手を取り消した"),
    "notices.close": gettext_lazy("周知を締め切った"),
    "notices.answer": gettext_lazy("周知の問いに答えた"),
    "notices.acknowledge": gettext_lazy("周知を読んだと伝えた"),
    queries.READ_ROOM: gettext_lazy("周知の一覧を開いた"),
    queries.READ_NAMES: gettext_lazy("周知の相手の名前を読んだ"),
    queries.OPENED: gettext_lazy("自分あての周知を開いた"),
}
