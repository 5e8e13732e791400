"""部品見本の材料 — made-up material for every component in every state; nothing here is read from the database."""

from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.public.home.forms import SampleForm

TOO_LITTLE = {
    "company": "",
    "gist": "図面の持ち出しについて",
    "employees": "-3",
    "email": "example",
    "consents": ["other"],
}


def every_component() -> dict[str, Any]:
    """The context of the gallery page."""
    return {
        "form": SampleForm(),
        "refused_form": SampleForm(TOO_LITTLE, auto_id="refused_%s"),
        "consultations": consultations(),
        "deeds": deeds(),
        "steps": steps(),
        "items": card(),
        "conflict": conflict(),
        "chart": chart(),
        "stacked": stacked(),
        "lines": lines(),
        "page": {"previous_url": "?before=1", "next_url": "?after=50"},
        "figures": figures(),
        "tones": ["info", "success", "warning", "danger"],
    }


def consultations() -> list[dict[str, Any]]:
    hana, manabu = _("佐倉 花（架空）"), _("山吹 学（架空）")
    rows = [
        ("R8-0412", _("株式会社みほん製作所（架空）"), _("流出・漏えい"), _("至急"), "danger", hana),
        ("R8-0411", _("有限会社れいだい工業（架空）"), _("秘密保持契約"), _("回答待ち"), "warning", hana),
        ("R8-0410", _("個人の方"), _("秘密管理の規程"), _("対応中"), "info", manabu),
        ("R8-0398", _("株式会社見本電機（架空）"), _("権利化と秘匿化"), _("終了"), "quiet", ""),
    ]
    names = ("number", "company", "category", "state", "tone", "adviser")
    return [
        {**dict(zip(names, row, strict=True)), "is_urgent": row[4] == "danger", "contact_count": 3} for row in rows
    ]


def deeds() -> list[dict[str, str]]:
    here, harmless = reverse("home:gallery"), reverse("set_language")
    return [
        {"label": _("対応を記録する"), "url": here, "method": "GET", "style": "primary"},
        {"label": _("担当になる"), "url": harmless, "method": "POST", "style": ""},
        {"label": _("限定にする"), "url": harmless, "method": "POST", "style": "danger"},
        {"label": _("やめる"), "url": here, "method": "GET", "style": "quiet"},
    ]


def steps() -> list[dict[str, str]]:
    return [
        {"label": _("受付"), "state": "done"},
        {"label": _("担当決定"), "state": "done"},
        {"label": _("対応中"), "state": "current"},
        {"label": _("回答"), "state": "todo"},
        {"label": _("終了"), "state": "todo"},
    ]


def card() -> list[tuple[str, Any]]:
    return [
        (_("受付番号"), "R8-0412"),
        (_("企業名"), _("株式会社みほん製作所（架空）")),
        (_("相談内容"), _("流出・漏えい")),
        (_("法人番号"), ""),
        (_("対応回数"), 0),
    ]


def conflict() -> dict[str, Any]:
    same, yours, theirs = _("電話"), _("図面の扱いを確認中。"), _("図面の扱いを確認し、規程のひな形を案内した。")
    return {
        "by": _("山吹 学（架空）"),
        "at": datetime(2026, 4, 8, 1, 32, tzinfo=UTC),
        "rows": [
            {"label": _("受付方法"), "yours": same, "theirs": same, "is_different": False},
            {"label": _("対応要旨"), "yours": yours, "theirs": theirs, "is_different": True},
        ],
    }


def stacked() -> dict[str, Any]:
    """Two bars of three parts."""
    parts = [_("大企業"), _("中小企業"), _("不明・対象外")]
    legend = list(enumerate(parts))
    pieces = [
        {"start": start, "percent": percent, "pattern": pattern}
        for pattern, (start, percent) in enumerate([(0, 12), (12, 60), (72, 8)])
    ]
    rows = [
        {"label": _("電話"), "value": 80, "pieces": pieces},
        {"label": _("メール"), "value": 12, "pieces": pieces[:1]},
    ]
    return {
        "key": "sample",
        "caption": _("方法別の相談件数"),
        "label_heading": _("方法"),
        "unit": _("件"),
        "legend": legend,
        "rows": rows,
    }


def lines() -> dict[str, Any]:
    """Two lines that may not be joined."""

    def series(pattern: int, name: str, heights: list[tuple[int, int, int]]) -> dict[str, Any]:
        points = [{"x": x, "y": y, "value": value, "is_published": bool(pattern)} for x, y, value in heights]
        return {
            "name": name,
            "pattern": pattern,
            "points": points,
            "lines": [" ".join(f"{x},{y}" for x, y, _value in heights)],
        }

    return {
        "key": "sample",
        "caption": _("年度の推移"),
        "description": _("年度の推移"),
        "years": [(40, "2016"), (600, "2017")],
        "series": [
            series(0, _("相談"), [(40, 60, 450), (600, 68, 430)]),
            series(1, _("電話"), [(40, 160, 120), (600, 150, 140)]),
        ],
    }


def chart() -> dict[str, Any]:
    rows = [
        (_("秘密管理の規程"), 168, 100),
        (_("秘密保持契約"), 121, 72),
        (_("流出・漏えい"), 37, 22),
        (_("その他"), 0, 0),
    ]
    return {
        "caption": _("相談内容別の件数（見本）"),
        "label_heading": _("相談内容"),
        "unit": _("件"),
        "rows": [{"label": label, "value": value, "percent": percent} for label, value, percent in rows],
    }


def figures() -> list[dict[str, Any]]:
    return [
        {"label": _("至急"), "value": 1, "unit": _("件"), "is_urgent": True},
        {"label": _("新着"), "value": 4, "unit": _("件"), "is_urgent": False},
        {"label": _("今日が期限"), "value": 2, "unit": _("件"), "is_urgent": False},
        {"label": _("期限超過"), "value": 0, "unit": _("件"), "is_urgent": False},
        {"label": _("今日の予約"), "value": 3, "unit": _("件"), "is_urgent": False},
    ]
