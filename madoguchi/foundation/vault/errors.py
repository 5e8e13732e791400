"""What the vault says when it does not open."""

from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.core.errors import Refusal


class KeyringClosed(Refusal):
    """鍵が閉じている — the person has to open the keyring with the password first."""

    def __init__(self) -> None:
        super().__init__(_("鍵が閉じています。パスワードを入力して鍵を開いてから、もう一度操作してください。"))


class NoKeyYet(Refusal):
    """鍵待ち — the person belongs to the box, but nobody who can open it has handed the key over yet."""

    def __init__(self) -> None:
        super().__init__(_("鍵待ちです。鍵を持つ関係者が次に鍵を開くと、読めるようになります。"))


class NobodyHasAKey(Refusal):
    """鍵を持つ人がいない — sealing now would make the text unreadable for everybody."""

    def __init__(self) -> None:
        super().__init__(
            _("鍵を持つ人がまだいないため、封をして保存できません。先に、関係者がサインインしてください。")
        )


class NotYours(Exception):
    """The person has no seat at this box: the page should not have asked."""


class Misplaced(Exception):
    """A payload lies in a place it was not sealed for: somebody copied rows in the database."""


class WrongSheet(Refusal):
    """用紙が違う — the sheet is not this officer's newest, or the word is not what the first officer was shown."""
