"""What the vault says when it does not open."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.core.errors import Conflict, Refusal


class KeyringClosed(Refusal):
    """鍵が閉じている — the person has to open the keyring with the password first."""

    def __init__(self) -> None:
        super().__init__(_("鍵が閉じています。パスワードを入力して鍵を開いてから、もう一度操作してください。"))


class NoKeyYet(Refusal):
    """鍵待ち — the person belongs to the box, but nobody who can open it has handed the key over yet.

    `since`: when the person's seat was taken, where it is known.
    """

    def __init__(self, since: datetime | None = None) -> None:
        self.since = since
        super().__init__(_("鍵待ちです。鍵を持つ関係者が次に鍵を開くと、読めるようになります。"))


class NobodyHasAKey(Refusal):
    """鍵を持つ人がいない — sealing now would make the text unreadable for everybody."""

    def __init__(self) -> None:
        super().__init__(
            _("鍵を持つ人がまだいないため、封をして保存できません。先に、関係者がサインインしてください。")
        )


class TooBusy(Refusal):
    """混雑 — the machine has no room for another lock just now."""

    def __init__(self) -> None:
        super().__init__(_("いま混み合っていて鍵を扱えません。1分ほど待ってから、もう一度お試しください。"))


class NotYourPassword(Refusal):
    """違うパスワード — not the one the person signs in with."""

    field = "password"

    def __init__(self) -> None:
        super().__init__(_("パスワードが正しくありません。"))


class LockedEarlier(Refusal):
    """以前の錠 — the keyring is locked by a password that the person had before a reset by mail."""

    field = "earlier"

    def __init__(self) -> None:
        super().__init__(_("鍵は、再設定する前のパスワードで閉じられています。以前のパスワードも入力してください。"))


class NotTheEarlierPassword(Refusal):
    field = "earlier"

    def __init__(self) -> None:
        super().__init__(_("このパスワードでは鍵が開きません。ほかに心当たりがあれば、もう一度入力してください。"))


class TooManyGuesses(Refusal):
    """試しすぎ — counted in the diary, so in the database and for all processes."""

    def __init__(self) -> None:
        super().__init__(_("試行の回数が多すぎます。30分ほど待ってから、もう一度お試しください。"))


class StillOpens(Refusal):
    """まだ開く — a keyring that the password opens is not made anew: that would only lose what it opens."""

    def __init__(self) -> None:
        super().__init__(_("いまの鍵は、このパスワードで開きます。作り直す必要はありません。"))


class NotYours(Exception):
    """The person has no seat at this box: the page should not have asked."""


class Misplaced(Exception):
    """A payload lies in a place it was not sealed for: somebody copied rows in the database."""


class WrongSheet(Refusal):
    """用紙が違う — the sheet is not this officer's newest, or the word is not what the first officer was shown."""


class FileTooBig(Refusal):
    """大きすぎるファイル — more than SEALED_FILE_MOST bytes."""

    def __init__(self) -> None:
        super().__init__(_("ファイルが大きすぎます。一つ2 GBまで受け取れます。分けるか、小さくしてお送りください。"))


class OneFileAField(Refusal):
    """一欄に一つ — a second file in the same field."""

    def __init__(self) -> None:
        super().__init__(_("一つの欄に送れるファイルは一つです。"))


class DiskFull(Refusal):
    """満杯 — the storage has no room for the file; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__(_("保管場所がいっぱいで、ファイルを受け取れませんでした。システム管理者に知らせてください。"))


class SeatsChanged(Conflict):
    """鍵が替わった — who may open the box changed while the file was coming in: it has to be sealed anew."""

    def __init__(self) -> None:
        super().__init__(_("送信中に関係者が変わりました。ファイルをもう一度お送りください。"))


class FileLost(Refusal):
    """失われたファイル — the row is there, the ciphertext is not: a database was restored without its files."""

    def __init__(self) -> None:
        super().__init__(_("保管したはずのファイルが見つかりません。システム管理者に知らせてください。"))
