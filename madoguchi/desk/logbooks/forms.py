"""What is asked about a logbook: the file, and how its headings and words are to be understood."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.desk.consultations.actions.taking_in import LONGEST_NUMBER
from madoguchi.desk.logbooks.importing import Reading
from madoguchi.desk.logbooks.labels import CODES, COLUMNS
from madoguchi.desk.logbooks.mapping import GISTS, LEAVE, SEAL, Mapping
from madoguchi.desk.logbooks.tables import Column
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.folding import unify
from madoguchi.foundation.papers.limits import MOST_BYTES
from madoguchi.foundation.vault.uploads import UploadField

MOST_WORDS = 100
MEGABYTE = 1_000_000
KEEP_EARLIER, SEPARATE = "keep_earlier", "separate"


class FileForm(forms.Form):
    """記録簿を選ぶ — `office` is asked only of who manages several."""

    office: Any = forms.ModelChoiceField(
        label=gettext_lazy("どの窓口の記録簿ですか"), queryset=Organisation.objects.none(), empty_label=None
    )
    file = UploadField(
        label=gettext_lazy("記録簿のファイル"),
        help_text=gettext_lazy("Excel（.xlsx）またはCSV。封をして預かり、あなたが内容を確かめるまで取り込みません。"),
    )

    def __init__(self, *args: Any, offices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]
        if len(offices) == 1:
            self.fields["office"].widget = forms.HiddenInput()
            self.fields["office"].initial = offices[0]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("ファイルが大きすぎます（%(most)d MBまで）。年度ごとに分けてください。")
                % {"most": MOST_BYTES // MEGABYTE}
            )
        return file


class SettleForm(forms.Form):
    """どちらが正しいか."""

    which = forms.ChoiceField(
        label=gettext_lazy("この行をどうしますか"),
        widget=forms.RadioSelect,
        choices=[
            (KEEP_EARLIER, gettext_lazy("取り込み済みの相談を残し、この行は取り込まない")),
            (SEPARATE, gettext_lazy("別の相談なので、別の受付番号で取り込む")),
        ],
    )
    number = forms.CharField(
        label=gettext_lazy("取り込むときの受付番号"),
        required=False,
        max_length=LONGEST_NUMBER,
        help_text=gettext_lazy("別の相談として取り込むときだけ使います。"),
    )

    def clean_number(self) -> str:
        return unify(self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("which") == SEPARATE and not said.get("number") and "number" not in self.errors:
            self.add_error("number", _("別の相談として取り込むときは、受付番号を入れてください。"))
        return said


class ReadingForm(forms.Form):
    """読み方 — one question for each heading, and for each word that nobody knows."""

    is_under_way = forms.BooleanField(
        label=gettext_lazy("完了日のない行は、対応中として取り込む"),
        required=False,
        help_text=gettext_lazy("選ばなければ、どの行も「終了（移行）」になります。"),
    )

    def __init__(self, *args: Any, found: Reading, mapping: Mapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = {f"use_{at}": column for at, column in enumerate(found.survey.columns.values())}
        for name, column in self.headings.items():
            self.fields[name] = _use_field(column, mapping)
        self.words = dict(_words(found))
        for name, (coded, written, count) in self.words.items():
            self.fields[name] = _word_field(coded, written, count)

    def columns(self) -> list[tuple[Any, Column]]:
        """Each heading's question with what stands below the heading."""
        return [(self[name], column) for name, column in self.headings.items()]

    def unknown(self) -> list[tuple[Any, str]]:
        return [(self[name], str(COLUMNS[coded])) for name, (coded, _written, _count) in self.words.items()]

    def mapping(self) -> Mapping:
        uses = {column.words: self.cleaned_data[name] for name, column in self.headings.items()}
        words: dict[str, dict[str, str]] = {}
        for name, (coded, written, _count) in self.words.items():
            if code := self.cleaned_data[name]:
                words.setdefault(coded, {})[written] = code
        opens = [use for use in GISTS if use in uses.values()]
        return Mapping.from_json(json.dumps({"uses": uses, "opens": opens, "words": words}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        uses = [said.get(name) for name in self.headings]
        if "date" not in uses:
            raise forms.ValidationError(_("受付日の列を選んでください。"))
        if not {"category", *GISTS} & set(uses):
            raise forms.ValidationError(_("相談区分か要旨の列を選んでください。"))
        return said


def _use_field(column: Column, mapping: Mapping) -> forms.ChoiceField:
    proposed = mapping.use_of(column.words)
    is_sealed_gist = proposed in GISTS and proposed not in mapping.opens
    return forms.ChoiceField(
        label=column.words, choices=_uses(), initial=SEAL if is_sealed_gist else proposed, required=True
    )


def _uses() -> list[tuple[Any, Any]]:
    text = [
        ("gist", _("要旨として開く（200字まで。続きは封をする）")),
        ("answer_gist", _("対応要旨として開く（200字まで。続きは封をする）")),
        (SEAL, _("窓口の箱に封じる")),
        (LEAVE, _("取り込まない")),
    ]
    return [(_("自由記述"), text), (_("決まった項目"), list(COLUMNS.items()))]


def _words(found: Reading) -> Any:
    """Of each coded column the words nobody knows, the frequent ones first."""
    for coded, counts in found.proposal.unknown.items():
        frequent = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_WORDS]
        for at, (written, count) in enumerate(frequent):
            yield f"word_{coded}_{at}", (coded, written, count)


def _word_field(coded: str, written: str, count: int) -> forms.ChoiceField:
    label = _("「%(word)s」（%(count)d件）") % {"word": written, "count": count}
    return forms.ChoiceField(label=label, choices=[("", _("不明のまま")), *CODES[coded]], required=False)
