"""What is written into the conversation of a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.actions.thread import DESK_KINDS
from madoguchi.desk.consultations.forms.fields import BodyField
from madoguchi.desk.consultations.models import NAME_LENGTH
from madoguchi.desk.consultations.words import MessageKind, PartyRelation
from madoguchi.foundation.access.versions import VersionedForm
from madoguchi.foundation.vault.uploads import UploadField


class MessageForm(forms.Form):
    """対話に書く — whoever may not send an answer leaves it as a draft."""

    kind = forms.ChoiceField(
        label=_("種類"), choices=[(one.value, one.label) for one in DESK_KINDS], widget=forms.RadioSelect
    )
    body = BodyField(help_text=_("封をして保存します。担当と関係者だけが読めます。"))
    is_shown = forms.BooleanField(
        label=_("相談者に見せる"),
        required=False,
        help_text=_("回答だけに使えます。相談者が自分の画面で読めるようになります。"),
    )

    def __init__(self, *args: Any, may_send: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_send:
            del self.fields["is_shown"]

    def message(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"is_shown": False, **said, "is_draft": "draft" in self.data}


class DraftForm(VersionedForm):
    """下書きを直す・送る."""

    body = BodyField()
    is_shown = forms.BooleanField(label=_("相談者に見せる"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != MessageKind.ANSWER:
            self.fields["is_shown"].widget = forms.HiddenInput()


class FileForm(forms.Form):
    """ファイルを加える."""

    file = UploadField(
        label=_("ファイル"),
        help_text=_("2 GBまで。封をして保存します。担当と関係者だけが、名前を見て受け取れます。"),
    )


class PartyForm(forms.Form):
    """相手方."""

    name = forms.CharField(
        label=_("相手方の名前"),
        max_length=NAME_LENGTH,
        help_text=_("封をして保存します。担当と関係者だけが読めます。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = forms.ChoiceField(label=_("相談者との関係"), choices=PartyRelation.choices)


class PostForm(forms.Form):
    """相談者が書く."""

    body = BodyField(label=_("窓口へのご連絡"), help_text=_("封をして届けます。窓口の担当者だけが読めます。"))
