"""出典 — the papers the questions follow. Nothing is quoted from them: the sentences are our own."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis.words import Source

_HANDBOOK = date(2024, 2, 1)

LAW = Source(_("不正競争防止法 第2条第6項"), date(2024, 4, 1))
GUIDELINE = Source(_("営業秘密管理指針（2025-03-31改訂）"), date(2025, 3, 31))
HANDBOOK_2 = Source(_("秘密情報の保護ハンドブック（2024-02改訂）第2章"), _HANDBOOK)
HANDBOOK_3 = Source(_("秘密情報の保護ハンドブック（2024-02改訂）第3章"), _HANDBOOK)
HANDBOOK_4 = Source(_("秘密情報の保護ハンドブック（2024-02改訂）第4章"), _HANDBOOK)
HANDBOOK_5 = Source(_("秘密情報の保護ハンドブック（2024-02改訂）第5章"), _HANDBOOK)
HANDBOOK_6 = Source(_("秘密情報の保護ハンドブック（2024-02改訂）第6章"), _HANDBOOK)
DEALING = Source(_("知的財産・ノウハウ・データの取引の指針（公正取引委員会ほか、2026-06-24）"), date(2026, 6, 24))
