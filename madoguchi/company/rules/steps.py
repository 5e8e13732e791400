"""運用表と自社のページ — the step it adds to the company's home, its words in the diary, its page for a desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.company.grants.models import Part
from madoguchi.company.grants.steps import Step, steps
from madoguchi.company.grants.words import DEEDS, LOOKS, PAGES
from madoguchi.company.rules import access
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.queries import READ_ROOM, draft_of
from madoguchi.foundation.accounts.models import Organisation


def has_no_table(actor: Any, organisation: Organisation) -> Step | None:
    """運用表がまだない — nobody can keep what was never said."""
    if not access.WRITE.admits(actor, within=organisation.pk):
        return None
    if HandlingTable.objects.visible_to(actor).stated().filter(organisation=organisation).exists():
        return None
    why = _("大事な情報をどう扱うかの一枚の表です。一つの質問に答えるだけで、そのまま使える表ができます。")
    draft = draft_of(organisation, actor=actor)
    url = draft.get_absolute_url() if draft else reverse("rules:index", args=[organisation.pk])
    return Step(_("区分と運用表を決める"), why, url, order=60)


steps.append(has_no_table)
PAGES[Part.RULES] = lambda organisation: reverse("rules:index", args=[organisation])
LOOKS["rules.HandlingTable"] = gettext_lazy("区分と運用表を開いた")
DEEDS |= {
    "rules.begin": gettext_lazy("区分と運用表を作り始めた"),
    "rules.revise": gettext_lazy("区分と運用表を直し始めた"),
    "rules.say": gettext_lazy("運用表の下書きを書いた"),
    "rules.add_level": gettext_lazy("下書きに区分を加えた"),
    "rules.name_levels": gettext_lazy("区分の名前を変えた"),
    "rules.raise_level": gettext_lazy("下書きの区分を一つ上げた"),
    "rules.lower_level": gettext_lazy("下書きの区分を一つ下げた"),
    "rules.remove_level": gettext_lazy("下書きから区分をなくした"),
    "rules.discard": gettext_lazy("運用表の下書きをやめた"),
    "rules.bring_into_force": gettext_lazy("区分と運用表を使い始めることにした"),
    "rules.recall": gettext_lazy("運用表を使い始める予定を取り消した"),
    READ_ROOM: gettext_lazy("区分と運用表のページを開いた"),
}
