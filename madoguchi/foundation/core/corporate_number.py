"""法人番号 — the 13 digits the National Tax Agency gives to organisations; the first one checks the others.

The check (mod 9) notices every single wrong digit except a 0 written for a 9 or a 9 for a 0.
"""

from django.utils.translation import gettext as _
from stdnum.exceptions import InvalidChecksum
from stdnum.jp import cn

from madoguchi.foundation.core.folding import unify_number

LENGTH = 13


def clean(text: str) -> str:
    """The 13 digits, from full width, blanks, hyphens or an invoice number (T…); ValueError says what is wrong."""
    number = unify_number(text).replace("-", "").upper().removeprefix("T")
    if not (number.isascii() and number.isdigit()):
        raise ValueError(_("法人番号は数字で入力してください。"))
    if len(number) != LENGTH:
        raise ValueError(_length_sentence(len(number)))
    try:
        cn.validate(number)
    except InvalidChecksum as error:
        raise ValueError(_("法人番号の検査用数字が合いません。写し間違いがないかご確認ください。")) from error
    return number


def _length_sentence(length: int) -> str:
    if length == 12:
        return _("法人番号は13桁です（入力は12桁）。個人番号（マイナンバー）は入力しないでください。")
    return _("法人番号は13桁です（入力は%(length)d桁）。") % {"length": length}
