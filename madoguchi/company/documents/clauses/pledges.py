"""誓約書 — what a person promises on joining, moving, entering a project, leaving and coming from elsewhere."""

from madoguchi.company.documents.clauses.sources import FORM, GUIDELINE, HANDBOOK_3, HANDBOOK_5, LABOUR, LAW, WHISTLE
from madoguchi.company.documents.words import Clause, Kind, Numbering, Outline


def _head(opening: str) -> Clause:
    text = f"\n{{company}}　御中\n{opening}\n"
    return Clause("address", "", text, FORM, is_numbered=False)


_LEVELS = Clause(
    "levels",
    "",
    """
私は、会社の情報が{levels}に区分されていること、秘密として管理される情報（取引先その他の者から会社が預かったものを含みます。以下「秘密情報」といいます。）の扱い方が営業秘密管理規程及び秘密区分の運用表に定められていることの説明を受け、これらに従います。
""",
    GUIDELINE,
    hints=("秘密情報",),
)
_KEEP = Clause(
    "keep",
    "",
    """
私は、秘密情報を、会社の許可なく他に漏らさず、業務の目的のほかに使いません。権限のない秘密情報に近づかず、許可なく複製し、又は持ち出しません。
""",
    LAW,
    hints=("漏ら", "開示"),
)
_BELONGS = Clause(
    "belongs",
    "",
    """
私は、業務の上で作った秘密情報及びその媒体が、法令又は会社の規程に別の定めがある場合を除き、会社に属することを確認します。
""",
    HANDBOOK_3,
    hints=("帰属", "属する"),
)
_RETURN = Clause(
    "return",
    "",
    """
私は、会社が求めたとき、又は秘密情報に接する必要がなくなったときは、秘密情報の媒体を全て返し、手元及び個人のサービスに残る写しを消去します。
""",
    HANDBOOK_3,
    hints=("返", "消去"),
)
_AFTER = Clause(
    "after",
    "",
    """
私は、会社を離れた後も、秘密情報が秘密として管理され、公に知られていない間は、これを漏らし、又は使うことをしません。
""",
    LAW,
    hints=("退職後", "離れた後"),
)
_BREACH = Clause(
    "breach",
    "",
    """
私は、この誓約に反したときは、会社の就業規則による措置及び法令による責任の対象となり得ることを理解しています。
""",
    LABOUR,
    hints=("損害", "責任"),
)
_FREEDOMS = Clause(
    "freedoms",
    "",
    """
この誓約は、公益通報者保護法その他の法令により保護される通報若しくは相談、行政機関、捜査機関若しくは裁判所に対する供述又は労働に関する法令が認める権利の行使を妨げず、私が一般に身に付けた知識、経験及び技能を用いることを制限しません。
""",
    WHISTLE,
    hints=("通報",),
)
_SIGN = Clause(
    "signature",
    "",
    """
＠signature
""",
    FORM,
    is_numbered=False,
)

JOINING = Outline(
    Kind.JOINING,
    "秘密保持に関する誓約書（入社時）",
    Numbering.POINTS,
    (
        _head("私は、貴社（以下「会社」といいます。）に入社するに当たり、次のことを誓約します。"),
        _LEVELS,
        _KEEP,
        Clause(
            "others",
            "",
            """
私は、以前の勤務先その他の者の秘密を、会社に持ち込まず、会社の業務に使いません。私の知る限り、会社での業務の妨げとなる秘密保持又は競業に関する約束を負っていません。負っているときは、この誓約書を出す前に、その旨を会社に申し出ます。
""",
            HANDBOOK_5,
            hints=("以前の勤務先", "前職", "第三者"),
        ),
        _BELONGS,
        _RETURN,
        _AFTER,
        _BREACH,
        _FREEDOMS,
        _SIGN,
    ),
)

PROMOTION = Outline(
    Kind.PROMOTION,
    "秘密保持に関する誓約書（昇進・異動時）",
    Numbering.POINTS,
    (
        _head("私は、貴社（以下「会社」といいます。）の新しい職務に就くに当たり、次のことを誓約します。"),
        _LEVELS,
        Clause(
            "areas",
            "",
            """
私は、新しい職務で、次の表に印を付けた分野の秘密情報に接することになるとの説明を受けました。
＠areas
""",
            HANDBOOK_3,
            hints=("分野", "範囲"),
        ),
        _KEEP,
        Clause(
            "handed-over",
            "",
            """
私は、前の職務で扱った秘密情報を、引継ぎの記録とともに後任の者又は部門責任者に渡し、新しい職務に必要のない秘密情報の媒体及び写しを手元に残しません。
""",
            HANDBOOK_3,
            hints=("引継", "前の職務"),
        ),
        _BELONGS,
        _AFTER,
        _BREACH,
        _FREEDOMS,
        _SIGN,
    ),
)

PROJECT = Outline(
    Kind.PROJECT,
    "秘密保持に関する誓約書（プロジェクト参加時）",
    Numbering.POINTS,
    (
        _head(
            "私は、貴社（以下「会社」といいます。）の、末尾に記すプロジェクト（以下「本件」といいます。）に加わるに当たり、次のことを誓約します。"
        ),
        Clause(
            "existence",
            "",
            """
私は、本件の存在、目的、進み具合、参加する者及び相手先も秘密情報に当たることの説明を受けました。
""",
            GUIDELINE,
            hints=("存在", "目的"),
        ),
        Clause(
            "members",
            "",
            """
私は、本件の秘密情報を、本件に参加する者のほかには、会社の中の者に対しても漏らさず、本件のほかの目的に使いません。
""",
            HANDBOOK_3,
            hints=("参加", "漏ら"),
        ),
        Clause(
            "rules",
            "",
            """
私は、本件の秘密情報を、営業秘密管理規程及び秘密区分の運用表に従い、本件のために定められた場所で扱い、許可なく複製し、又は持ち出しません。
""",
            GUIDELINE,
            hints=("規程", "複製"),
        ),
        Clause(
            "others",
            "",
            """
私は、本件で相手先その他の者から受け取った情報を、自社の情報と分けて扱い、契約で定めた目的のほかに使いません。以前の勤務先その他の者の秘密を、本件に持ち込みません。
""",
            HANDBOOK_5,
            hints=("相手先", "第三者"),
        ),
        Clause(
            "results",
            "",
            """
私は、本件で得た成果、失敗の記録及びデータが秘密情報に当たることを理解し、会社の許可なく、発表し、又は出願しません。
""",
            HANDBOOK_3,
            hints=("成果", "発表"),
        ),
        Clause(
            "end",
            "",
            """
私は、本件が終わったとき、又は本件から離れるときは、本件の秘密情報の媒体を全て返し、手元の写しを消去します。その後も、本件の秘密情報が秘密として管理され、公に知られていない間は、この誓約を守ります。
""",
            HANDBOOK_3,
            hints=("終了", "終わ"),
        ),
        _BREACH,
        _FREEDOMS,
        Clause("project-name", "", "\n＠project\n", FORM, is_numbered=False),
        _SIGN,
    ),
)

LEAVING = Outline(
    Kind.LEAVING,
    "秘密保持に関する誓約書（退職時）",
    Numbering.POINTS,
    (
        _head("私は、貴社（以下「会社」といいます。）を退職するに当たり、次のことを確認し、誓約します。"),
        Clause(
            "returned",
            "",
            """
私は、秘密情報（会社が秘密として管理する情報をいい、取引先その他の者から会社が預かったものを含みます。以下同じです。）の媒体、会社が貸与した機器、鍵及び入館証を全て返しました。個人の機器及び個人が利用するサービスに秘密情報の写しが残っていないことを確かめました。
""",
            HANDBOOK_3,
            hints=("返", "消去"),
        ),
        Clause(
            "areas",
            "",
            """
私は、在職中に、次の表に印を付けた分野の秘密情報を知りました。
＠areas
""",
            HANDBOOK_3,
            hints=("分野", "範囲"),
        ),
        Clause(
            "after",
            "",
            """
私は、退職した後も、秘密情報が秘密として管理され、公に知られていない間は、これを漏らさず、自分又は新しい勤務先その他の者のために使いません。
""",
            LAW,
            hints=("退職後", "退職した後"),
        ),
        _BELONGS,
        Clause(
            "asked",
            "",
            """
私は、退職の後に秘密情報に当たるかどうか分からないことがあるときは、使う前に会社の営業秘密管理責任者に尋ねます。
""",
            HANDBOOK_3,
            hints=("尋ね", "照会"),
        ),
        Clause(
            "competing",
            "",
            """
［noncompete］私は、退職の後{noncompete_months}か月の間、在職中に知った秘密情報を使わなければ行うことのできない業務について、会社と競合する事業を自ら行わず、競合する事業者のその業務に就きません。この約束の対象となる業務、地域及び会社が支払う代償は、別に書面で定めるものとし、定めないときは、この項は効力を持ちません。
［!noncompete］私は、秘密情報を使って会社の取引先に働きかけ、又は会社の従業員に秘密情報の持出しを求めることをしません。
""",
            LABOUR,
            hints=("競業", "競合"),
        ),
        _BREACH,
        _FREEDOMS,
        _SIGN,
    ),
)

TRANSFER = Outline(
    Kind.TRANSFER,
    "他社の秘密を持ち込まないことの誓約書（転入者）",
    Numbering.POINTS,
    (
        _head(
            "私は、貴社（以下「会社」といいます。）で働き始めるに当たり、以前の勤務先の秘密について、次のことを誓約します。"
        ),
        Clause(
            "nothing",
            "",
            """
私は、以前の勤務先その他の者の秘密が記録された書類、データ、試作品その他の物を持っておらず、会社に持ち込みません。
""",
            HANDBOOK_5,
            hints=("持ち込",),
        ),
        Clause(
            "unused",
            "",
            """
私は、以前の勤務先その他の者の秘密を、会社の業務に使わず、会社の者に知らせません。会社の者から求められたときは断り、営業秘密管理責任者に知らせます。
""",
            HANDBOOK_5,
            hints=("使用", "使わ"),
        ),
        Clause(
            "duties",
            "",
            """
私は、以前の勤務先に対して秘密を守る義務又は競業を避ける義務を負っているときは、その有無及び期間を、秘密の内容を明かさない範囲で会社に伝えました。
""",
            HANDBOOK_5,
            hints=("義務",),
        ),
        Clause(
            "unsure",
            "",
            """
私は、ある情報が以前の勤務先の秘密に当たるかどうか分からないときは、使う前に営業秘密管理責任者に相談します。相談のときも、その秘密の内容は話しません。
""",
            HANDBOOK_5,
            hints=("相談",),
        ),
        Clause(
            "record",
            "",
            """
私は、会社が独自に行う開発と区別できるよう、自分の業務の経過を会社の定める方法で記録します。
""",
            HANDBOOK_5,
            hints=("記録",),
        ),
        _FREEDOMS,
        _SIGN,
    ),
)
