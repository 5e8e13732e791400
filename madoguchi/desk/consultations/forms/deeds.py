"""One small form for each deed; `cleaned_data` are the arguments of its action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations import queries
from madoguchi.desk.consultations.actions import CORRECTABLE
from madoguchi.desk.consultations.forms.fields import (
    NO,
    YES,
    AnswerField,
    ConsentField,
    GistField,
    ReasonField,
    with_blank,
)
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.states import MOVES
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    FOR_EXPERTS,
    Channel,
    CloseReason,
    ConsentKind,
    ConsulterRole,
    EnterpriseType,
    HeardFrom,
    MemberKind,
    NextAction,
    Outcome,
    Part,
    State,
    SupportKind,
    Trigger,
)
from madoguchi.foundation.access.versions import SEEN, VersionedForm
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.widgets import DayInput

ALL, NOW = "all", "now"
CHOSEN = (MemberKind.MEMBER, MemberKind.EXPERT, MemberKind.CONSULTER)


class CorrectForm(VersionedForm):
    channel = forms.ChoiceField(label=_("方法"), choices=Channel.choices)
    category = forms.ChoiceField(label=_("相談区分"), choices=Category.choices)
    secondary = forms.MultipleChoiceField(
        label=_("従たる区分"), choices=Category.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    gist = GistField(label=_("要旨"))
    answer_gist = GistField(label=_("対応要旨"), required=False)
    enterprise_type = forms.ChoiceField(label=_("相談者の類型"), choices=EnterpriseType.choices)
    prefecture = forms.ChoiceField(label=_("都道府県"), choices=with_blank(Prefecture.choices), required=False)
    consulter_role = forms.ChoiceField(label=_("相談者の立場"), choices=ConsulterRole.choices)
    is_repeat = forms.BooleanField(label=_("再相談"), required=False)
    heard_from = forms.ChoiceField(
        label=_("窓口を知ったきっかけ"), choices=with_blank(HeardFrom.choices), required=False
    )
    trigger = forms.ChoiceField(label=_("相談のきっかけ"), choices=with_blank(Trigger.choices), required=False)
    is_leaking = AnswerField(label=_("流出が続いていますか"))
    has_personal_data = AnswerField(label=_("個人情報が含まれますか"))
    is_cyber = AnswerField(label=_("サイバー攻撃の疑いがありますか"))
    is_evidence_safe = AnswerField(label=_("証拠は保全されていますか"))
    deadline_date = forms.DateField(label=_("期限"), required=False, widget=DayInput())


class AnswerForm(VersionedForm):
    answer_gist = GistField(
        label=_("対応要旨"), help_text=_("秘密の内容そのもの、人の名前、相手方の名前は書かないでください。")
    )


def as_read(row: Consultation) -> dict[str, Any]:
    """What the form of a correction shows at first."""
    return saved(row) | {SEEN: row.version}


def saved(row: Consultation) -> dict[str, Any]:
    return {field: getattr(row, field) for field in CORRECTABLE} | {"secondary": queries.secondary_of(row)}


class AssignForm(forms.Form):
    owner = forms.ModelChoiceField(label=_("担当"), queryset=Person.objects.none())
    conflict_reason = ReasonField()

    def __init__(self, *args: Any, row: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = queries.possible_owners(row)  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """One list of people, grouped by what they would be: member, expert, consulter."""

    who = forms.ChoiceField(label=_("加える人"))
    from_date = forms.DateField(label=_("開始日"), widget=DayInput())
    until_date = forms.DateField(
        label=_("終了日"), required=False, widget=DayInput(), help_text=_("専門家には終了日が必要です。")
    )
    parts = forms.MultipleChoiceField(
        label=_("専門家に見せるもの"),
        choices=Part.choices,
        initial=FOR_EXPERTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "専門家を加えるときに選びます。相談のカード（企業名、区分、日付など）はいつも見えます。"
            "あとで変えるときは、いったん外して加え直してください。"
        ),
    )
    since = forms.ChoiceField(
        label=_("対話のどこから読めるか"),
        choices=[(ALL, _("これまでの分も読める")), (NOW, _("これからの分だけ読める"))],
        initial=ALL,
        required=False,
        widget=forms.RadioSelect,
    )
    conflict_reason = ReasonField()

    def __init__(self, *args: Any, row: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {
            f"{kind}:{person.pk}": person for kind in CHOSEN for person in queries.possible_members(row, kind)
        }
        self.fields["who"].choices = with_blank(self._groups())  # type: ignore[attr-defined]

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (str(kind.label), [(key, who.name) for key, who in self.people.items() if key.startswith(f"{kind}:")])
            for kind in CHOSEN
        ]

    def joining(self) -> dict[str, Any]:
        key = self.cleaned_data["who"]
        said = {name: self.cleaned_data[name] for name in ("from_date", "until_date", "parts")}
        joining = {"person": self.people[key], "kind": key.partition(":")[0]}
        reason = self.cleaned_data["conflict_reason"]
        return said | joining | {"from_now_on": self.cleaned_data["since"] == NOW, "conflict_reason": reason}


class WallForm(forms.Form):
    """A person or an office, from one list."""

    who = forms.ChoiceField(label=_("壁を設ける相手"))

    def __init__(self, *args: Any, row: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, offices = queries.possible_walls(row)
        self.sides: dict[str, Any] = {f"person:{person.pk}": person for person in people}
        self.sides |= {f"office:{office.pk}": office for office in offices}
        self.fields["who"].choices = with_blank(  # type: ignore[attr-defined]
            [(key, side.name) for key, side in self.sides.items()]
        )

    def side(self) -> dict[str, Any]:
        key = self.cleaned_data["who"]
        return {key.partition(":")[0]: self.sides[key]}


class MoveForm(forms.Form):
    to_state = forms.ChoiceField(label=_("次の状態"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, row: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = MOVES.get(State(row.state), ())
        self.fields["to_state"].choices = [(state.value, state.label) for state in following]  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("結果"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("終了理由"), choices=CloseReason.choices, widget=forms.RadioSelect)


class RestrictForm(forms.Form):
    is_restricted = forms.TypedChoiceField(
        label=_("限定"),
        choices=[(YES, _("限定にする")), (NO, _("限定にしない"))],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
        help_text=_("限定にすると、要旨は担当と関係者だけが読め、窓口責任者にはカードだけが見えます。"),
    )


class ConsentForm(forms.Form):
    kind = forms.ChoiceField(label=_("同意の種類"), choices=ConsentKind.choices, widget=forms.RadioSelect)
    is_given = ConsentField(label=_("答え"))


class ContactForm(forms.Form):
    channel = forms.ChoiceField(label=_("方法"), choices=Channel.choices)
    kind = forms.ChoiceField(label=_("対応の種類"), choices=SupportKind.choices)
    next_action = forms.ChoiceField(
        label=_("次の行動"), choices=with_blank(NextAction.choices, _("なし")), required=False
    )
    next_date = forms.DateField(label=_("次の期日"), required=False, widget=DayInput())


class LinkForm(forms.Form):
    other = forms.ModelChoiceField(
        label=_("関連づける相談"),
        queryset=Consultation.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, row: Consultation, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = queries.linkable(actor=actor, row=row)  # type: ignore[attr-defined]
