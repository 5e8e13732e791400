"""行為の言葉 — what stands in the diary of a company's room, as the company reads it; each room adds its own.

`LOOKS` names what was opened by its model, `DEEDS` what was done by its code, `PAGES` the page of a part for whoever
it is shown to, by the id of the organisation.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LOOKS: dict[str, Any] = {
    "accounts.Organisation": gettext_lazy("自社のページを開いた"),
    "grants.Grant": gettext_lazy("支援の同意を開いた"),
}
DEEDS: dict[str, Any] = {
    "grants.grant": gettext_lazy("窓口の人に見せることにした"),
    "grants.revoke": gettext_lazy("見せるのをやめた"),
    "grants.read_shown": gettext_lazy("見せてもらっているものの一覧を開いた"),
    "grants.read_log": gettext_lazy("だれが見たかの記録を開いた"),
}
PAGES: dict[str, Callable[[int], str]] = {}


def words_of(deed: str, subject: str) -> str:
    """What has no words yet stands there as it was written."""
    words = LOOKS.get(subject.split(":")[0]) if deed == "look" else DEEDS.get(deed)
    return str(words or _("そのほかの操作（%(code)s）") % {"code": deed})
