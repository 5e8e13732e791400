"""書類と自社のページ — the steps it adds to the company's home, its words in the diary, its page for a desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.company.documents import access, queries
from madoguchi.company.documents.models import Document
from madoguchi.company.grants.models import Part
from madoguchi.company.grants.steps import Step, steps
from madoguchi.company.grants.words import DEEDS, LOOKS, PAGES
from madoguchi.company.rules.words import TOUCHES
from madoguchi.foundation.accounts.models import Organisation


def has_no_papers(actor: Any, organisation: Organisation) -> Step | None:
    """書類がまだない — a rule that nobody has written down is kept by nobody."""
    if not access.WRITE.admits(actor, within=organisation.pk):
        return None
    if Document.objects.visible_to(actor).filter(organisation=organisation).exists():
        return None
    why = _("規程、誓約書、秘密保持契約などの下書きが、一度にWordでできます。前からある書類も、そのまま入れられます。")
    return Step(_("規程と書類を作る"), why, reverse("documents:index", args=[organisation.pk]), order=70)


def waits_for_principal(actor: Any, organisation: Organisation) -> Step | None:
    """施行を待つ書類がある — for the principal."""
    if not access.APPROVE.admits(actor, within=organisation.pk):
        return None
    if not queries.waiting(organisation, actor=actor):
        return None
    why = _("まだ施行していない書類があります。読んで確かめたものを、一度に施行できます。")
    return Step(_("書類を読んで施行する"), why, reverse("documents:adopt", args=[organisation.pk]), order=75)


def names_its_level(actor: Any, organisation: int, level: str) -> tuple[str, int]:
    """区分を書いた書類 — each names all of them, or carries the handling table."""
    return _("区分が書いてある施行中の書類"), queries.naming_levels(organisation, actor=actor)


TOUCHES.append(names_its_level)
steps += [has_no_papers, waits_for_principal]
PAGES[Part.PAPERS] = lambda organisation: reverse("documents:index", args=[organisation])
LOOKS |= {
    "documents.Document": gettext_lazy("書類を開いた"),
    "documents.Version": gettext_lazy("書類の版を開いた"),
}
DEEDS |= {
    "documents.answer": gettext_lazy("書類のための聞き取りに答えた"),
    "documents.generate": gettext_lazy("書類を文案から作った"),
    "documents.regenerate": gettext_lazy("書類を作り直した"),
    "documents.take_back": gettext_lazy("直した書類を読み込んだ"),
    "documents.bring_along": gettext_lazy("前からある書類を入れた"),
    "documents.review": gettext_lazy("書類を確認済みにした"),
    "documents.approve": gettext_lazy("書類を承認した"),
    "documents.put_in_force": gettext_lazy("書類を施行した"),
    queries.READ_ROOM: gettext_lazy("書類の一覧を開いた"),
    queries.READ_FILE: gettext_lazy("書類のファイルを開いた"),
}
