"""Who may do what with a company's register. (Which items: `visible_to` in models.)"""

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.agreements import access as agreements
from madoguchi.company.agreements.models import Named
from madoguchi.company.assets.contamination import Finding, Line
from madoguchi.company.assets.models import Acceptance, Asset, Disclosure
from madoguchi.company.assets.words import Alert, Origin, Release, Sort
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COMPANY_ROLES, OFFICE_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.access.rules import Rule, rule
from madoguchi.foundation.accounts.models import Organisation

READ = rule("assets.read", *COMPANY_ROLES, *OFFICE_ROLES)
CHECK = rule("assets.check", *RUNNING_ROLES, Role.HEAD, *OFFICE_ROLES)
WRITE = rule("assets.write", *RUNNING_ROLES, Role.HEAD)
NOTES = rule("assets.notes", *RUNNING_ROLES)
ACCEPT = rule("assets.accept", *RUNNING_ROLES)
TIDY = rule("assets.tidy", *RUNNING_ROLES)


def room_deeds(actor: Any, room: Organisation) -> list[Deed]:
    """行えること（台帳）."""
    offered: list[tuple[Rule, str, str, str]] = [
        (WRITE, "inventory", _("順に洗い出す"), "primary"),
        (WRITE, "add", _("一件ずつ登録する"), ""),
        (WRITE, "paste", _("Excelから貼り付ける"), ""),
        (WRITE, "export", _("Excelに書き出す"), ""),
    ]
    return [
        Deed(code, label, reverse(f"assets:{code}", args=[room.pk]), style=style)
        for rule_, code, label, style in offered
        if rule_.admits(actor, within=room.pk)
    ]


def room_views(actor: Any, room: Organisation) -> list[Deed]:
    """見られるもの（台帳） — beside the list: what mixes, the map, the agreements."""
    may = CHECK.admits(actor, within=room.pk) or room.pk not in actor.organisation_ids(*COMPANY_ROLES)
    if not may:
        return []
    views = [
        ("assets:contamination", _("混ざりの点検")),
        ("assets:map", _("見取り図")),
        ("agreements:index", _("契約")),
    ]
    shown = [Deed(name, label, reverse(name, args=[room.pk])) for name, label in views]
    if TIDY.admits(actor, within=room.pk):
        url = reverse("assets:tidy", args=[room.pk, Sort.PLACE.value])
        shown.append(Deed("assets:tidy", _("場所・部署・相手先を整える"), url))
    return shown


def deeds(actor: Any, row: Asset) -> list[Deed]:
    """行えること — for an item that `visible_to` has let through."""
    if row.retired_at or not WRITE.admits(actor, within=row.organisation_id):
        return []
    offered = [
        ("correct", _("書き足す・訂正する"), "primary"),
        *([("disclose", _("社外に渡したことを記録する"), "")] if row.release != Release.NEVER else []),
        ("retire", _("台帳から外す"), "danger"),
    ]
    place = [row.organisation_id, row.pk]
    return [Deed(code, label, reverse(f"assets:{code}", args=place), style=style) for code, label, style in offered]


def disclosure_deeds(actor: Any, row: Disclosure) -> list[Deed]:
    """行えること（渡した記録） — for one that `visible_to` has let through."""
    if row.returned_date or not WRITE.admits(actor, within=row.organisation_id):
        return []
    url = reverse("assets:take_back", args=[row.organisation_id, row.asset_id, row.pk])
    return [Deed("take_back", _("返してもらった"), url)]


def ways_out(actor: Any, alert: Alert, line: Line) -> list[Deed]:
    """行えること（点検） — the deeds that resolve a finding, beside one of its items."""
    if line.disclosure:
        return disclosure_deeds(actor, line.disclosure) + add_agreement(actor, line.asset.organisation_id)
    if alert in (Alert.PLACE, Alert.HOLDER) and line.asset.origin == Origin.OWN:
        return []
    wanted = ("retire",) if alert == Alert.PAST else ("correct",)
    found = [replace(one, style="") for one in deeds(actor, line.asset) if one.code in wanted]
    return [*found, *(_renew(actor, line.asset) if alert == Alert.PAST else [])]


def _renew(actor: Any, row: Asset) -> list[Deed]:
    return [one for one in agreements.deeds(actor, row.agreement) if one.code == "renew"] if row.agreement else []


def add_agreement(actor: Any, room: int) -> list[Deed]:
    """行えること（契約がないとき）."""
    if not agreements.WRITE.admits(actor, within=room):
        return []
    return [Deed("add_agreement", _("契約を登録する"), reverse("agreements:add", args=[room]))]


def finding_deeds(actor: Any, room: Organisation, finding: Finding) -> list[Deed]:
    """行えること（見つかったもの） — to leave it as it is, knowingly."""
    if not ACCEPT.admits(actor, within=room.pk):
        return []
    url = reverse("assets:accept", args=[room.pk, finding.alert.value, finding.subject.pk])
    return [Deed("accept", _("承知のうえで残す"), url, style="quiet")]


def acceptance_deeds(actor: Any, row: Acceptance) -> list[Deed]:
    """行えること（承知しているもの）."""
    if not ACCEPT.admits(actor, within=row.organisation_id):
        return []
    url = reverse("assets:withdraw", args=[row.organisation_id, row.pk])
    return [Deed("withdraw", _("点検に戻す"), url, method="post", style="quiet")]


def name_deeds(actor: Any, sort: Sort, row: Named, *, is_used: bool, is_alone: bool) -> list[Deed]:
    """行えること（呼び名） — merged where there is another, dropped where nothing stands; renamed in its line."""
    if not TIDY.admits(actor, within=row.organisation_id):
        return []
    offered = [
        *([] if is_alone else [("merge", _("ほかとまとめる"), "")]),
        *([] if is_used else [("drop", _("消す"), "quiet")]),
    ]
    place = [row.organisation_id, sort.value, row.pk]
    return [Deed(code, label, reverse(f"assets:{code}", args=place), style=style) for code, label, style in offered]


def alias_deeds(actor: Any, sort: Sort, row: Named) -> list[Deed]:
    """行えること（別の呼び名） — for one that was merged: its name is free again."""
    if not TIDY.admits(actor, within=row.organisation_id):
        return []
    place = [row.organisation_id, sort.value, row.pk]
    return [Deed("forget", _("この呼び名を外す"), reverse("assets:forget", args=place), style="quiet")]
