"""項目の呼び名 — what our columns and codes are called on the page where headings and words are understood."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    Channel,
    ConsulterKind,
    ConsulterRole,
    EnterpriseType,
    HeardFrom,
    State,
    Trigger,
)
from madoguchi.desk.logbooks.cells import key_of
from madoguchi.foundation.core import industries
from madoguchi.foundation.core.prefectures import Prefecture

COLUMNS: dict[str, Any] = {
    "number": _("受付番号"),
    "date": _("受付日"),
    "time": _("受付時刻"),
    "channel": _("方法"),
    "company": _("企業名"),
    "corporate_number": _("法人番号"),
    "prefecture": _("都道府県"),
    "industry": _("業種"),
    "capital": _("資本金"),
    "employees": _("従業員数"),
    "role": _("相談者の立場"),
    "category": _("相談区分"),
    "secondary": _("従たる区分"),
    "closed": _("完了日"),
    "state": _("状態"),
    "kind": _("相談者の種別"),
    "enterprise_type": _("相談者の類型"),
    "heard_from": _("窓口を知ったきっかけ"),
    "trigger": _("相談のきっかけ"),
}
NAMES: dict[str, Any] = COLUMNS | {"gist": _("要旨"), "answer_gist": _("対応要旨")}
OWN = (_("取り込みの結果"), _("取り込みの理由"), _("取り込みの場所"))  # of the sheet that comes back to be mended
CODES: dict[str, list[tuple[str, Any]]] = {
    "category": list(Category.choices),
    "secondary": list(Category.choices),
    "channel": list(Channel.choices),
    "role": list(ConsulterRole.choices),
    "kind": list(ConsulterKind.choices),
    "state": list(State.choices),
    "enterprise_type": list(EnterpriseType.choices),
    "heard_from": list(HeardFrom.choices),
    "trigger": list(Trigger.choices),
    "prefecture": list(Prefecture.choices),
    "industry": list(industries.choices()),
}


def is_own(words: str) -> bool:
    """True for a heading that we wrote ourselves."""
    return key_of(words) in _own()


@cache
def _own() -> frozenset[str]:
    """In each of our languages: who hands a sheet in may read another than who received it."""
    found: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.update(key_of(str(words)) for words in OWN)
    return frozenset(found)
