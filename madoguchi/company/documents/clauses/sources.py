"""出典 — what the clauses follow. Nothing is quoted from it: the sentences are our own."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from madoguchi.company.documents.words import Source

LAW = Source(_("不正競争防止法2条6項（2024-04-01施行の改正）"), date(2024, 4, 1))
GUIDELINE = Source(_("営業秘密管理指針（2025-03-31改訂）"), date(2025, 3, 31))
HANDBOOK_2 = Source(_("秘密情報の保護ハンドブック第2章（2024-02改訂）"), date(2024, 2, 1))
HANDBOOK_3 = Source(_("秘密情報の保護ハンドブック第3章（2024-02改訂）"), date(2024, 2, 1))
HANDBOOK_4 = Source(_("秘密情報の保護ハンドブック第4章（2024-02改訂）"), date(2024, 2, 1))
HANDBOOK_5 = Source(_("秘密情報の保護ハンドブック第5章（2024-02改訂）"), date(2024, 2, 1))
HANDBOOK_6 = Source(_("秘密情報の保護ハンドブック第6章（2024-02改訂）"), date(2024, 2, 1))
DEALING = Source(_("知的財産・ノウハウ・データの取引の指針（2026-06-24）"), date(2026, 6, 24))
WHISTLE = Source(_("公益通報者保護法（2022-06-01施行の改正）"), date(2022, 6, 1))
LABOUR = Source(_("労働契約法15条・労働基準法91条"), date(2008, 3, 1))
FORM = Source(_("書式（法令の定めではありません）"), date(2026, 11, 1))
