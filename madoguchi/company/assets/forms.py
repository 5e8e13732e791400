"""Shape of what is typed about an item of the register. It never asks for what the item says."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.agreements.models import WHY_LENGTH, Agreement
from madoguchi.company.agreements.queries import agreements_of, counterparties_of
from madoguchi.company.assets import queries
from madoguchi.company.assets.facts import COLUMNS, SCORES, VERDICTS, Facts, HolderNamed, PlaceNamed, called, one_line
from madoguchi.company.assets.levels import Known, levels_of
from madoguchi.company.assets.models import NAME_LENGTH, PURPOSE_LENGTH, TITLE_LENGTH, Asset
from madoguchi.company.assets.people import holders_of, members_of
from madoguchi.company.assets.titles import looks_like_content
from madoguchi.company.assets.words import (
    Kind,
    Medium,
    Origin,
    Overlay,
    PlaceKind,
    Release,
    Score,
    Verdict,
)
from madoguchi.foundation.access.versions import VersionedForm
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.widgets import DayInput

NOTE_LENGTH = 2_000
BLANK = ("", "―")
OPEN_TEXT = _("中身は書かないでください。")


class AgreementField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        agreement: Agreement = obj
        return agreement.label


class HolderField(forms.ChoiceField):
    """扱う人 — chosen among the company's members and those the register knows; gives a HolderNamed or None."""

    def clean(self, value: Any) -> Any:
        return as_holder(super().clean(value))


class HoldersField(forms.MultipleChoiceField):
    def clean(self, value: Any) -> Any:
        return [as_holder(one) for one in super().clean(value)]


class NameField(forms.CharField):
    """呼び名 — one line, without the signs that part names in a sheet."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": NAME_LENGTH, "required": False, **options})

    def clean(self, value: Any) -> str:
        return called(super().clean(value))


class AssetForm(forms.Form):
    """情報の登録 — five things are needed; everything else may come later."""

    title = forms.CharField(
        label=_("情報の名前"),
        max_length=TITLE_LENGTH,
        help_text=_("ほかの人が見てどの情報かわかる呼び名です。中身（数値・条件・氏名など）は書かないでください。"),
    )
    is_sure = forms.BooleanField(label=_("中身ではないので、この名前にする"), required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("種類"), choices=[BLANK, *Kind.choices])
    origin = forms.ChoiceField(label=_("出所"), choices=Origin.choices, widget=forms.RadioSelect)
    agreement = AgreementField(
        label=_("契約"),
        queryset=Agreement.objects.none(),
        empty_label="―",
        required=False,
        help_text=_("預かった情報、共同の情報、許諾を受けた情報のときに選びます。"),
    )
    level = forms.ChoiceField(label=_("秘密区分"), widget=forms.RadioSelect)
    department = NameField(label=_("部署"), required=True, widget=forms.TextInput(attrs={"list": "departments"}))
    is_named_only = forms.BooleanField(label=_("名前のある人限り（ほかの人の一覧に出しません）"), required=False)
    places = forms.MultipleChoiceField(label=_("保管場所"), required=False, widget=forms.CheckboxSelectMultiple)
    new_place_kind = forms.ChoiceField(
        label=_("新しい保管場所の種類"), choices=PlaceKind.choices, required=False, initial=PlaceKind.CABINET
    )
    new_place = NameField(
        label=_("新しい保管場所の名前"), help_text=_("例：第2倉庫の鍵付き書庫、共有フォルダ「設計」")
    )
    mediums = forms.MultipleChoiceField(
        label=_("媒体"), choices=Medium.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    unit = NameField(label=_("管理の単位"), help_text=_("まとめて管理する範囲です。例：製造課の書庫ごと"))
    owner = HolderField(label=_("情報の責任者"), required=False)
    owner_title = NameField(label=_("責任者の役職（一覧にないとき）"), help_text=_("例：製造部長"))
    deputy = HolderField(label=_("代理"), required=False)
    deputy_title = NameField(label=_("代理の役職（一覧にないとき）"))
    holders = HoldersField(label=_("扱う人"), required=False, widget=forms.CheckboxSelectMultiple)
    new_holder_title = NameField(label=_("扱う役職・グループ（一覧にないとき）"), help_text=_("例：製造課の全員"))
    new_holder_name = NameField(
        label=_("扱う人の氏名（一覧にないとき）"),
        help_text=_("封をして保存します。代表者と管理責任者だけが読めます。"),
    )
    overlays = forms.MultipleChoiceField(
        label=_("重なる決まり"), choices=Overlay.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    release = forms.ChoiceField(label=_("社外に話してよい範囲"), choices=[BLANK, *Release.choices], required=False)
    checked_date = forms.DateField(label=_("三要件を確かめた日"), widget=DayInput(), required=False)
    review_date = forms.DateField(label=_("次に見直す日"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, room: Organisation, actor: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["agreement"].queryset = agreements_of(room, actor=actor)
        fields["level"].choices = level_choices(levels_of(room, day))
        self.departments = list(queries.departments_of(room, actor=actor))
        self.known = {str(one.pk): one for one in queries.places_of(room, actor=actor)}
        self._offer("places", [(pk, _place(one)) for pk, one in self.known.items()])
        people = holder_choices(room, actor, day)
        for name in ("owner", "deputy"):
            fields[name].choices = [BLANK, *people]
        self._offer("holders", people)
        for name in SCORES:
            fields[name] = _small(Asset, name, Score.choices, coerce=int)
        for name in VERDICTS:
            fields[name] = _small(Asset, name, Verdict.choices, coerce=str)

    def _offer(self, name: str, choices: list[Any]) -> None:
        """A list of nothing is not shown."""
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(_g("情報の名前を入れてください。"))
        return title

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        warning = looks_like_content(typed.get("title", ""))
        if warning:
            self.fields["is_sure"].widget = forms.CheckboxInput()
            if not typed.get("is_sure"):
                self.add_error("title", warning)
                self.add_error("is_sure", _g("名前を書き直すか、中身でないことを確かめて印を付けてください。"))
        return typed

    def facts(self) -> Facts:
        typed = self.cleaned_data
        ticked = {*typed["mediums"], *typed["overlays"]}
        marks = {one.value: one.value in ticked for kind in (Medium, Overlay) for one in kind}
        columns = {name: typed[name] for name in COLUMNS if name in typed} | marks
        new_place = [PlaceNamed(typed["new_place_kind"] or PlaceKind.CABINET, typed["new_place"])]
        return Facts(
            columns=columns,
            department=typed["department"],
            places=[*self._places(), *(one for one in new_place if one.name)],
            owner=_titled(typed["owner_title"]) or typed["owner"],
            deputy=_titled(typed["deputy_title"]) or typed["deputy"],
            holders=[*typed.get("holders", []), *self._new_holders()],
        )

    def _places(self) -> list[PlaceNamed]:
        chosen = [self.known[pk] for pk in self.cleaned_data.get("places", [])]
        return [PlaceNamed(one.kind, one.name) for one in chosen]

    def _new_holders(self) -> list[HolderNamed]:
        title, name = self.cleaned_data["new_holder_title"], self.cleaned_data["new_holder_name"]
        return [*([HolderNamed(title=title)] if title else []), *([HolderNamed(name=name)] if name else [])]


class CorrectForm(AssetForm, VersionedForm):
    """書き足し・訂正."""

    why = forms.CharField(label=_("直した理由"), max_length=WHY_LENGTH, required=False, help_text=OPEN_TEXT)


class RetireForm(forms.Form):
    why = forms.CharField(
        label=_("外す理由"),
        max_length=WHY_LENGTH,
        help_text=_("例：相手に返した、消去した、公開した。中身は書かないでください。"),
    )


class NoteForm(forms.Form):
    """覚え書き — sealed; what shows that the item is a secret, not the secret."""

    worth = forms.CharField(
        label=_("なぜ値打ちがあるか"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": NOTE_LENGTH}),
    )
    evidence = forms.CharField(
        label=_("三要件を示すもの"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_(
            "例：表紙に「秘」の印、鍵付きの書庫、公報と展示会を調べた記録のありか。中身は書かないでください。"
        ),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": NOTE_LENGTH}),
    )


class DiscloseForm(forms.Form):
    counterparty = NameField(
        label=_("相手先"), max_length=80, required=True, widget=forms.TextInput(attrs={"list": "partners"})
    )
    given_date = forms.DateField(label=_("渡した日"), widget=DayInput())
    purpose = forms.CharField(label=_("目的"), max_length=PURPOSE_LENGTH, help_text=_("例：量産の見積もりのため"))
    why_uncovered = forms.CharField(
        label=_("契約がないのに渡した理由"),
        max_length=WHY_LENGTH,
        required=False,
        help_text=_("その日に有効な契約がないときだけ書きます。点検に残ります。"),
    )

    def __init__(self, *args: Any, room: Organisation, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partners = counterparties_of(room, actor=actor)


class TakeBackForm(forms.Form):
    returned_date = forms.DateField(label=_("返してもらった日"), widget=DayInput())


def as_holder(token: str) -> HolderNamed | None:
    """A choice like h12 or p34."""
    if not token:
        return None
    return HolderNamed(holder=int(token[1:])) if token[0] == "h" else HolderNamed(person=int(token[1:]))


def holder_choices(room: Organisation, actor: Any, day: date) -> list[tuple[str, str]]:
    """扱う人の選択肢 — the members with a login, and those the register knows."""
    known = holders_of(room, actor=actor)
    persons = dict(queries.persons_of_holders(room))
    members = [(f"p{pk}", name) for pk, name in members_of(room, day) if pk not in persons]
    return [*((f"h{pk}", label) for pk, label in known.items()), *members]


def level_choices(levels: list[Known]) -> list[tuple[str, str]]:
    return [(level.code, level.name) for level in levels]


def as_typed(row: Asset) -> dict[str, Any]:
    """What stands in the form of a correction when it opens."""
    bound = [one.holder_id for one in row.with_holders.all()]
    apart = {row.owner_id, row.deputy_id}
    return {name: getattr(row, name) for name in COLUMNS} | {
        "department": row.department.name,
        "mediums": [one.value for one in Medium if getattr(row, one.value)],
        "overlays": [one.value for one in Overlay if getattr(row, one.value)],
        "places": [str(one.place_id) for one in row.in_places.all()],
        "owner": f"h{row.owner_id}" if row.owner_id else "",
        "deputy": f"h{row.deputy_id}" if row.deputy_id else "",
        "holders": [f"h{pk}" for pk in bound if pk not in apart],
        "seen_version": row.version,
    }


def _titled(title: str) -> HolderNamed | None:
    return HolderNamed(title=title) if title else None


def _place(place: Any) -> str:
    return f"{PlaceKind(place.kind).label}：{place.name}"


def _small(model: type[Asset], name: str, choices: Any, coerce: Any) -> Any:
    field: Any = model._meta.get_field(name)
    empty = None if coerce is int else ""
    return forms.TypedChoiceField(
        label=field.verbose_name, choices=[BLANK, *choices], required=False, coerce=coerce, empty_value=empty
    )
