"""限度 — how much of a logbook is looked at, and what is said of a table that is none."""

from django.utils.translation import gettext as _

from madoguchi.foundation.core.errors import Refusal

MOST_TABLES = 500
MOST_HEADINGS = 5_000


def no_logbook() -> Refusal:
    return Refusal(
        _("相談記録簿の見出し（受付日と要旨など）が見つかりません。1件を1行に書いた表かどうか確かめてください。")
    )
