"""The call page: five questions that must be answered, the rest only as far as it was said."""

from typing import Any, NamedTuple
from uuid import uuid4

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies import queries as companies
from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations import triage
from madoguchi.desk.consultations.actions.intake import DETAILS
from madoguchi.desk.consultations.forms.fields import (
    NO,
    YES,
    AnswerField,
    BodyField,
    ConsentField,
    GistField,
    ReasonField,
    with_blank,
)
from madoguchi.desk.consultations.taxonomy import RESTRICTION_PROPOSED, Category
from madoguchi.desk.consultations.words import (
    Channel,
    ConsentKind,
    ConsulterKind,
    ConsulterRole,
    EnterpriseType,
    HeardFrom,
    PartyRelation,
    Trigger,
)
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core import corporate_number as numbers
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.widgets import DayInput

NEW = "new"
BY_CATEGORY = "auto"
RESTRICTIONS = [
    (BY_CATEGORY, _("区分に応じて（漏えい・人・混入は限定）")),
    (YES, _("限定にする")),
    (NO, _("限定にしない")),
]

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("緊急度"), (*triage.QUESTIONS, "deadline_date")),
    (_("対応と扱い"), ("answer_gist", "restriction", "is_for_another", "secondary")),
    (_("相手方"), ("party_names", "party_relation", "conflict_reason")),
    (_("連絡先（封をして保存します）"), ("contact_name", "contact_phone", "contact_email")),
    (
        _("相談者について"),
        (
            "prefecture",
            "enterprise_type",
            "consulter_role",
            "trigger",
            "heard_from",
            "is_repeat",
            "corporate_number",
        ),
    ),
    (_("その他の同意"), ("consent_referral", "consent_statistics", "consent_publication")),
    (_("受付日時・窓口"), ("received_at", "office")),
)


class Section(NamedTuple):
    """欄 — a part of the form that can be folded away."""

    title: str
    fields: list[forms.BoundField]
    is_open: bool


class DraftForm(forms.Form):
    """どの受付票の下書きか."""

    submission = forms.UUIDField()


def choice_of(suggestion: companies.Suggestion) -> str:
    """What the form sends back for a company on the list."""
    return f"id:{suggestion.company_id}" if suggestion.is_known else f"number:{suggestion.corporate_number}"


class CallForm(forms.Form):
    """受付票 — `call()` gives what `actions.log_call` takes."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("方法"),
        choices=Channel.choices,
        initial=Channel.TEL,
        required=False,
        widget=forms.Select(attrs={"autofocus": True}),
    )
    consulter_kind = forms.ChoiceField(
        label=_("相談者"), choices=ConsulterKind.choices, initial=ConsulterKind.COMPANY, widget=forms.RadioSelect
    )
    company_name = forms.CharField(
        label=_("企業名または法人番号"),
        max_length=200,
        required=False,
        help_text=_("企業・団体の相談のときに入力します。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    company_choice = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    category = forms.ChoiceField(label=_("相談区分"), choices=with_blank(Category.choices))
    gist = GistField(label=_("要旨"))
    told = BodyField(
        label=_("聞き取った内容"),
        required=False,
        help_text=_("封をして保存します。担当と関係者だけが読め、検索や一覧には出ません。"),
    )
    party_names = forms.CharField(
        label=_("相手方の名前"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=_("一行に一つ。封をして保存し、利害がぶつかる相談がないかを確かめます。"),
    )
    party_relation = forms.ChoiceField(
        label=_("相手方と相談者との関係"), choices=PartyRelation.choices, initial=PartyRelation.OTHER, required=False
    )
    conflict_reason = ReasonField()
    consent_record = ConsentField(label=_("相談内容を記録することへの同意"))

    answer_gist = GistField(label=_("対応要旨"), required=False)
    is_leaking = AnswerField(label=_("流出が続いていますか"))
    has_personal_data = AnswerField(label=_("個人情報が含まれますか"))
    is_cyber = AnswerField(label=_("サイバー攻撃の疑いがありますか"))
    is_evidence_safe = AnswerField(label=_("証拠は保全されていますか"))
    deadline_date = forms.DateField(label=_("期限（裁判、契約、退職日など）"), required=False, widget=DayInput())
    restriction = forms.ChoiceField(
        label=_("限定"),
        choices=RESTRICTIONS,
        initial=BY_CATEGORY,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("限定にすると、要旨は担当と関係者だけが読めます。"),
    )

    contact_name = forms.CharField(label=_("連絡先の氏名"), max_length=60, required=False)
    contact_phone = forms.CharField(
        label=_("電話番号"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    contact_email = forms.EmailField(label=_("メールアドレス"), required=False)
    corporate_number = forms.CharField(label=_("法人番号（新しい企業のとき）"), max_length=30, required=False)
    prefecture = forms.ChoiceField(label=_("都道府県"), choices=with_blank(Prefecture.choices), required=False)
    enterprise_type = forms.ChoiceField(
        label=_("相談者の類型"), choices=EnterpriseType.choices, initial=EnterpriseType.UNKNOWN, required=False
    )
    consulter_role = forms.ChoiceField(
        label=_("相談者の立場"), choices=ConsulterRole.choices, initial=ConsulterRole.UNKNOWN, required=False
    )
    heard_from = forms.ChoiceField(
        label=_("窓口を知ったきっかけ"), choices=with_blank(HeardFrom.choices), required=False
    )
    trigger = forms.ChoiceField(label=_("相談のきっかけ"), choices=with_blank(Trigger.choices), required=False)
    is_repeat = forms.BooleanField(label=_("再相談"), required=False)
    secondary = forms.MultipleChoiceField(
        label=_("従たる区分"), choices=Category.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    consent_referral = ConsentField(label=_("他の窓口・機関への紹介"), required=False)
    consent_statistics = ConsentField(label=_("統計への利用"), required=False)
    consent_publication = ConsentField(label=_("事例としての公表"), required=False)

    received_at = forms.DateTimeField(
        label=_("受付日時（今でないとき）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    office = forms.ModelChoiceField(label=_("窓口"), queryset=Organisation.objects.none(), empty_label=None)
    is_for_another = forms.BooleanField(label=_("担当を決めずに受け付ける"), required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.company: Company | None = None
        offices = Organisation.objects.filter(pk__in=actor.organisation_ids(*COUNTER_ROLES)).order_by("code")
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        self.initial.setdefault("office", offices.first())
        self.initial.setdefault("submission", uuid4())
        if len(actor.organisation_ids(*COUNTER_ROLES)) == 1:
            self.fields["office"].widget = forms.HiddenInput()
        self.fields["company_name"].widget.attrs |= {
            "hx-get": reverse("consultations:suggest"),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": "#company-choices",
            "hx-swap": "innerHTML",
            "aria-controls": "company-choices",
        }

    def needed(self) -> list[forms.BoundField]:
        """What is asked in every call, after the company."""
        return [self[name] for name in ("category", "gist", "told", "consent_record")]

    def sections(self) -> list[Section]:
        """Everything else, folded away but for the urgency questions; a section with an error stands open."""
        parts = [(title, [self[name] for name in names if not self[name].is_hidden]) for title, names in SECTIONS]
        return [
            Section(title, fields, is_open=index == 0 or any(field.errors for field in fields))
            for index, (title, fields) in enumerate(parts)
        ]

    def suggestions(self) -> list[companies.Suggestion]:
        """候補 — for what stands in the name box now."""
        typed = str(self["company_name"].value() or "")
        return companies.suggest(actor=self.actor, typed=typed) if typed.strip() else []

    def clean_channel(self) -> str:
        return self.cleaned_data["channel"] or Channel.TEL

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("consulter_kind") == ConsulterKind.COMPANY:
            self._clean_company(cleaned)
        if cleaned.get("contact_name") and not (cleaned.get("contact_phone") or cleaned.get("contact_email")):
            self.add_error("contact_phone", _g("電話番号かメールアドレスを入力してください。"))
        return cleaned

    def _clean_company(self, cleaned: dict[str, Any]) -> None:
        typed, choice = cleaned.get("company_name", "").strip(), cleaned.get("company_choice", "")
        if not typed:
            self.add_error("company_name", _g("企業名を入力してください。"))
        elif choice and choice != NEW:
            self._take_chosen(choice)
        elif numbered := companies.with_number(typed) or companies.with_number(cleaned.get("corporate_number", "")):
            self.company = numbered
        elif _is_number(typed):
            self.add_error("company_name", _g("この法人番号の企業は登録されていません。企業名を入力してください。"))
        elif choice != NEW and companies.same_name(actor=self.actor, name=typed).exists():
            self.add_error("company_name", _g("同じ名前の企業があります。下の一覧から選んでください。"))

    def _take_chosen(self, choice: str) -> None:
        """Only what the list offers for the name as it stands may be chosen."""
        chosen = next((one for one in self.suggestions() if choice_of(one) == choice), None)
        if chosen is None:
            self.add_error("company_name", _g("企業名が変わりました。もう一度選んでください。"))
            return
        self.company = companies.usable(
            actor=self.actor, company_id=chosen.company_id, corporate_number=chosen.corporate_number
        )

    def call(self) -> dict[str, Any]:
        """What was said, in the words of `actions.log_call`."""
        said = self.cleaned_data
        plain = (
            "office",
            "channel",
            "consulter_kind",
            "category",
            "gist",
            "answer_gist",
            "told",
            "secondary",
            "received_at",
        )
        return {name: said[name] for name in (*plain, "submission")} | {
            "company": self.company,
            "new_company": self._new_company(),
            "contact": self._contact(),
            "party": {"names": said["party_names"], "relation": said["party_relation"] or PartyRelation.OTHER},
            "conflict_reason": said["conflict_reason"],
            "urgency_answers": {name: said[name] for name in (*triage.QUESTIONS, "deadline_date")},
            "consents": self._consents(),
            "is_restricted": self._is_restricted(),
            "details": {name: said[name] for name in DETAILS},
            "take": not said["is_for_another"],
        }

    def _new_company(self) -> dict[str, str] | None:
        said = self.cleaned_data
        if said["consulter_kind"] != ConsulterKind.COMPANY or self.company:
            return None
        return {
            "name": said["company_name"],
            "prefecture": said["prefecture"],
            "corporate_number": said["corporate_number"],
        }

    def _contact(self) -> dict[str, str] | None:
        fields = ("name", "phone", "email")
        given = {field: self.cleaned_data[f"contact_{field}"] for field in fields}
        return given if any(given.values()) else None

    def _consents(self) -> dict[str, bool]:
        answers = {kind: self.cleaned_data[f"consent_{kind}"] for kind in ConsentKind.values}
        return {kind: given for kind, given in answers.items() if given is not None}

    def _is_restricted(self) -> bool:
        decided = self.cleaned_data["restriction"]
        if decided in ("", BY_CATEGORY):
            return self.cleaned_data["category"] in RESTRICTION_PROPOSED
        return bool(decided == YES)


def _is_number(typed: str) -> bool:
    try:
        return bool(numbers.clean(typed))
    except ValueError:
        return False
