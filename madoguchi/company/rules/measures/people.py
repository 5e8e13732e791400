"""見直す・送り出す — records and reviews, movers and leavers."""

from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis.words import Addressee, Purpose
from madoguchi.company.rules.words import Action, Measure

E, L = (Addressee.EMPLOYEES,), (Addressee.LEAVERS,)

PEOPLE = (
    Measure("review-none", _("記録も見直しもしない。"), Purpose.AWARENESS, E, {Action.REVIEW: 0}, iso=("5.12",)),
    Measure(
        "review-two-years",
        _("2年に1回、いまの区分でよいか見直す。"),
        Purpose.VISIBILITY,
        E,
        {Action.REVIEW: 1},
        iso=("5.12", "5.36"),
    ),
    Measure(
        "review-year",
        _("見た人の記録を残し、1年に1回、記録と区分を見直す。"),
        Purpose.VISIBILITY,
        E,
        {Action.REVIEW: 2},
        iso=("5.36", "8.15"),
    ),
    Measure(
        "review-half-year",
        _("見た人、写した人の記録をすべて残し、半年に1回見直す。"),
        Purpose.VISIBILITY,
        E,
        {Action.REVIEW: 3},
        iso=("5.36", "8.15", "8.16"),
    ),
    Measure(
        "review-teach",
        _("入社したときと年に1回、この表を説明する。"),
        Purpose.AWARENESS,
        E,
        {Action.REVIEW: 1},
        is_way=False,
        iso=("6.3",),
    ),
    Measure(
        "review-listen",
        _("見直すときに仕事のしにくさを聞き、無理な決まりを直す。"),
        Purpose.TRUST,
        E,
        {Action.REVIEW: 1},
        is_way=False,
        iso=("5.36",),
    ),
    Measure("leave-none", _("特にすることはない。"), Purpose.AWARENESS, L, {Action.LEAVE: 0}, iso=("6.5",)),
    Measure(
        "leave-cut",
        _("異動や退職の日までに、見られないようにする。"),
        Purpose.APPROACH,
        L,
        {Action.LEAVE: 1},
        iso=("5.18", "6.5"),
    ),
    Measure(
        "leave-return",
        _("異動や退職の日までに、見られないようにし、書類と機器とデータを返してもらう。"),
        Purpose.TAKING,
        L,
        {Action.LEAVE: 2},
        iso=("5.11", "5.18", "6.5"),
    ),
    Measure(
        "leave-at-once",
        _("決まった日のうちに見られないようにし、触れていた情報の一覧を本人と確かめる。"),
        Purpose.APPROACH,
        L,
        {Action.LEAVE: 3},
        iso=("5.11", "5.18", "6.5"),
    ),
    Measure(
        "leave-watch",
        _("申し出から退職まで、写しや持ち出しの記録を確かめ、そのことを本人に伝える。"),
        Purpose.VISIBILITY,
        L,
        {Action.LEAVE: 2},
        is_way=False,
        iso=("8.15", "8.16"),
    ),
    Measure(
        "leave-pledge",
        _("守ってもらう情報の名前を挙げて、誓約書をもらう。"),
        Purpose.AWARENESS,
        L,
        {Action.LEAVE: 2},
        is_way=False,
        iso=("6.5", "6.6"),
    ),
    Measure(
        "leave-talk",
        _("最後の面談で話を聞き、辞めたあとに尋ねられる先を伝える。"),
        Purpose.TRUST,
        L,
        {Action.LEAVE: 1},
        is_way=False,
        iso=("6.5",),
    ),
)
