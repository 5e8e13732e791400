"""表と一覧 — the handling table, the register and what is checked when somebody leaves."""

from madoguchi.company.documents.clauses.sources import FORM, GUIDELINE, HANDBOOK_2, HANDBOOK_3, WHISTLE
from madoguchi.company.documents.words import Clause, Kind, Numbering, Outline

TABLE = Outline(
    Kind.TABLE,
    "秘密区分の運用表",
    Numbering.NONE,
    (
        Clause(
            "opening",
            "",
            """
{company}の営業秘密管理規程に定める別表第１として、{levels}の区分ごとに、情報の取扱いを次のとおり定める。
＠handling
""",
            GUIDELINE,
            is_numbered=False,
        ),
        Clause(
            "overlays",
            "",
            """
＠overlays
""",
            GUIDELINE,
            is_numbered=False,
        ),
        Clause(
            "unsure",
            "",
            """
この表で決められないことは、扱う前に部門責任者に尋ねる。部門責任者が決められないときは、営業秘密管理責任者（{officer}）が決める。
""",
            GUIDELINE,
            is_numbered=False,
        ),
    ),
)

REGISTER = Outline(
    Kind.REGISTER,
    "情報台帳",
    Numbering.NONE,
    (
        Clause(
            "opening",
            "",
            """
{company}が秘密として管理する情報の一覧である。秘密の内容そのものは書かない。この一覧も、秘密として扱う。
""",
            HANDBOOK_2,
            is_numbered=False,
        ),
        Clause("items", "", "\n＠register\n", HANDBOOK_2, is_numbered=False),
    ),
)

LEAVER_LIST = Outline(
    Kind.LEAVER_LIST,
    "退職者チェックリスト",
    Numbering.NONE,
    (
        Clause("who", "", "\n{company}\n＠leaver\n", FORM, is_numbered=False),
        Clause(
            "notice",
            "",
            """
！退職の申出があったとき
＠leaver-notice
""",
            HANDBOOK_3,
            is_numbered=False,
        ),
        Clause(
            "before",
            "",
            """
！最後の出勤日まで
＠leaver-before
""",
            HANDBOOK_3,
            is_numbered=False,
        ),
        Clause(
            "last-day",
            "",
            """
！最後の出勤日
＠leaver-last-day
""",
            HANDBOOK_3,
            is_numbered=False,
        ),
        Clause(
            "after",
            "",
            """
！退職の後
＠leaver-after
""",
            HANDBOOK_3,
            is_numbered=False,
        ),
        Clause(
            "fair",
            "",
            """
誓約書の提出は求めるものであり、強いるものではない。退職する者の通報、相談及び労働に関する権利を妨げない。
""",
            WHISTLE,
            is_numbered=False,
        ),
    ),
)
