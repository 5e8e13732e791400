"""パスワード — what nobody may choose, beyond length and Django's own list."""

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from madoguchi.foundation.core.errors import Refusal

DEMO_PASSWORD = "demo-madoguchi"
FEWEST_CHARACTERS = 5
DESK_WORDS = {
    *("madoguchi", "soudan", "sodan", "soudanin", "chizai", "himitsu", "eigyouhimitsu", "eigyohimitsu", "kigyou"),
    *("窓口", "相談", "相談員", "知財", "秘密", "営業秘密", "企業", "専門家", "senmonka"),
    *("trade", "secret", "secrets", "desk", "adviser", "consultation"),
}


class NotTheDemoPassword:
    """The demo's password is public: nobody may choose it."""

    def validate(self, password: str, user: Any = None) -> None:
        if password.casefold() == DEMO_PASSWORD:
            raise ValidationError(_("デモのパスワードは使えません。"), code="demo_password")

    def get_help_text(self) -> str:
        return _("デモのパスワードは使えません。")


class NotAStretchedCommonPassword(CommonPasswordValidator):
    """Twelve characters are soon reached by writing a common password twice or adding digits: password1234."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(set(password)) < FEWEST_CHARACTERS or self.is_common(core_of(password)):
            raise ValidationError(self.get_help_text(), code="password_too_common")

    def is_common(self, core: str) -> bool:
        return not core or core in self.passwords

    def get_help_text(self) -> str:
        return _("よく使われるパスワードや、それに数字などを加えただけのものは使えません。")


class NotWordsOfTheDesk:
    """文脈の言葉 — what everybody around a desk thinks of first, however many of its words and digits are joined."""

    def validate(self, password: str, user: Any = None) -> None:
        words = re.findall(r"[^\W\d_]+", password.casefold())
        if words and DESK_WORDS.issuperset(words):
            raise ValidationError(self.get_help_text(), code="words_of_the_desk")

    def get_help_text(self) -> str:
        return _("窓口の仕事の言葉だけを並べたパスワードは使えません。")


def core_of(password: str) -> str:
    """What is left without digits and signs around it and without repetition; nothing of a mere number."""
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.casefold())
    unit = (bare + bare).find(bare, 1)
    return bare[:unit]


def refuse_weak(person: Any, password: str) -> None:
    """Raises Refusal with the sentences of the validators."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
