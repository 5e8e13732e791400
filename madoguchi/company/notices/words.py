"""周知の言葉 — how long things may be, whom a link sheet is for, and which rows of the table concern whom."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.rules.words import Action

TITLE_LENGTH, MESSAGE_LENGTH, DEPARTMENT_LENGTH = 60, 600, 60
LABEL_LENGTH, NAME_LENGTH = 40, 60
MOST_LINES, MOST_RECIPIENTS = 200, 500

CONCERNS: dict[Addressee, tuple[Action, ...]] = {
    Addressee.EMPLOYEES: tuple(one for one in Action if one is not Action.REVIEW),
    Addressee.LEAVERS: (
        *(Action.LEAVE, Action.PAPER, Action.DIGITAL, Action.COPY, Action.TAKE_OUT, Action.PARTNER, Action.DISPOSE),
    ),
    Addressee.PARTNERS: (
        *(Action.MARK, Action.PAPER, Action.DIGITAL, Action.COPY, Action.TAKE_OUT, Action.CLOUD, Action.AI),
        Action.DISPOSE,
    ),
    Addressee.OUTSIDERS: (Action.WHO, Action.MARK, Action.COPY, Action.TAKE_OUT),
}
"""知らせるところ — the rows of the table each addressee is shown and asked about; nobody needs to know the rest."""


class Who(models.TextChoices):
    """だれの分か — of a sheet of links."""

    FRESH = "fresh", _("まだリンクを渡していない人")
    WAITING = "waiting", _("まだ読んでいない人（前に渡したリンクは使えなくなります）")


class Alone(models.TextChoices):
    """一つだけの行 — what a line is that holds one thing."""

    NAME = "name", _("名前（封をします）")
    LABEL = "label", _("社員番号や役割（封をしません）")


@dataclass(frozen=True)
class Listed:
    """一行の人 — somebody without a login: an open label, a name to be sealed, or both."""

    label: str = ""
    name: str = ""


@dataclass(frozen=True)
class Chosen:
    """知らせる相手 — ids of people of the company who sign in, and the others."""

    persons: tuple[int, ...] = ()
    listed: tuple[Listed, ...] = ()
