"""材料 — what the papers are made from: the company's name, its levels, its handling table, register and choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from madoguchi.company.assets import queries as assets
from madoguchi.company.assets.models import AssetPlace
from madoguchi.company.assets.words import OTHERS, PlaceKind
from madoguchi.company.documents import schedules
from madoguchi.company.documents.clauses.tables import FIXED
from madoguchi.company.documents.models import Interview, Officer
from madoguchi.company.documents.numbers import mapped
from madoguchi.company.documents.text import digest, wide
from madoguchi.company.rules.queries import table_of
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.papers.blocks import Block

LABELS: Mapping[str, Any] = {
    "company": _("会社の名前"),
    "levels": _("秘密区分"),
    "officer": _("営業秘密管理責任者"),
    "approver": _("持ち出しを承認する人"),
    "review_months": _("点検と見直しの間隔"),
    "oral_days": _("口頭で伝えた秘密を書面にする期限"),
    "nda_years": _("秘密保持契約の期間"),
    "survival_years": _("契約が終わった後に秘密を守る期間"),
    "noncompete_months": _("退職後の競業の制限"),
    "committee": _("情報管理委員会"),
    "devices": _("個人のパソコンや電話"),
    "ai": _("生成AI"),
    "survival": _("契約が終わった後に秘密を守る期間"),
    "noncompete": _("退職後の競業の制限"),
    "foreign": _("国外の相手との取引"),
    "entrusted": _("預かった情報の有無"),
    "cloud": _("クラウドの利用"),
    "overlay": _("運用表の特別の定め"),
    "handling": _("運用表"),
    "overlays": _("運用表の特別の定め"),
    "register": _("情報台帳"),
}


@dataclass(frozen=True)
class Facts:
    """材料 — `conditions` that hold; `tables` by the name a clause calls them."""

    slots: Mapping[str, str]
    conditions: frozenset[str]
    tables: Mapping[str, tuple[Block, ...]]
    has_table: bool = False
    is_register_too_long: bool = False

    def holds(self, condition: str) -> bool:
        return condition[1:] not in self.conditions if condition.startswith("!") else condition in self.conditions

    def hashes(self) -> dict[str, str]:
        """材料の指紋 — by fact; of conditions of one question, all together."""
        slots = {name: digest([text]) for name, text in self.slots.items()}
        held = {name: digest(sorted(one for one in self.conditions if family(one) == name)) for name in FAMILIES}
        shown = {name: digest([repr(block) for block in blocks]) for name, blocks in self.tables.items()}
        return slots | held | {name: shown[name] for name in ("handling", "overlays", "register")}


FAMILIES = (
    *("committee", "devices", "ai", "survival", "noncompete"),
    *("foreign", "entrusted", "cloud", "overlay"),
)


def family(condition: str) -> str:
    """問い — ai-approved and ai-forbidden answer the same one."""
    return condition.removeprefix("!").partition("-")[0]


def facts_of(organisation: Organisation, *, actor: Any, on: date) -> Facts:
    """その日の材料 — as `actor` sees them; the words are Japanese whatever the page speaks."""
    with translation.override("ja"):
        chosen, table = interview_of(organisation, actor=actor), table_of(organisation, actor=actor, on=on)
        levels = (
            [one.name for one in table.levels] if table else [one.name for one in assets.levels_of(organisation, on)]
        )
        slots = {name: _safe(text) for name, text in _slots(organisation, chosen, levels).items()}
        items, is_long = schedules.items_of(organisation, actor=actor, on=on)
        shown = {"handling": schedules.handling(table), "overlays": schedules.overlays(table), "register": items}
        conditions = _chosen(chosen) | _found(organisation, actor) | ({"overlay"} if shown["overlays"] else set())
        safe = {name: tuple(mapped(block, _safe) for block in blocks) for name, blocks in shown.items()}
        return Facts(slots, frozenset(conditions), FIXED | safe, table is not None, is_long)


def interview_of(organisation: Organisation, *, actor: Any) -> Interview:
    """いまの答え — the newest, or the defaults."""
    rows = Interview.objects.visible_to(actor).filter(organisation=organisation).order_by("-pk")
    return rows.first() or Interview(organisation=organisation)


def _slots(organisation: Organisation, chosen: Interview, levels: list[str]) -> dict[str, str]:
    officer = chosen.officer_own if chosen.officer == Officer.OWN else chosen.get_officer_display()
    return {
        "company": organisation.name,
        "levels": _listed([f"「{one}」" for one in levels]),
        "officer": officer,
        "approver": chosen.get_approver_display(),
        "review_months": wide(chosen.review_months),
        "oral_days": wide(chosen.oral_days),
        "nda_years": wide(chosen.nda_years),
        "survival_years": wide(chosen.survival_years),
        "noncompete_months": wide(chosen.noncompete_months),
    }


def _safe(text: str) -> str:
    """Nothing that somebody typed is taken for a mark of ours."""
    return text.replace("{", "｛").replace("}", "｝")


def _listed(words: list[str]) -> str:
    """「極秘」、「秘」及び「社外秘」."""
    return "及び".join(one for one in ("、".join(words[:-1]), words[-1]) if one)


def _chosen(chosen: Interview) -> set[str]:
    held = {f"devices-{chosen.devices}", f"ai-{chosen.ai}"}
    held.add("survival-years" if chosen.survival_years else "survival-always")
    asked = {
        "committee": chosen.has_committee,
        "noncompete": bool(chosen.noncompete_months),
        "foreign": chosen.has_foreign_partner,
    }
    return held | {name for name, is_so in asked.items() if is_so}


def _found(organisation: Organisation, actor: Any) -> set[str]:
    """台帳から — whether, never what."""
    items = assets.register(organisation, actor=actor)
    asked = {
        "entrusted": items.filter(origin__in=OTHERS).exists(),
        "cloud": AssetPlace.objects.filter(asset__in=items, place__kind=PlaceKind.CLOUD).exists(),
    }
    return {name for name, is_so in asked.items() if is_so}
