"""What is asked about a logbook: the file, and how its headings and words are to be understood."""

import json
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.desk.consultations.actions.taking_in import LONGEST_NUMBER
from madoguchi.desk.logbooks.cells import key_of
from madoguchi.desk.logbooks.importing import Reading
from madoguchi.desk.logbooks.labels import CODES, COLUMNS
from madoguchi.desk.logbooks.mapping import GISTS, LEAVE, SEAL, USES, Mapping, sorted_words
from madoguchi.desk.logbooks.tables import Column
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.folding import unify
from madoguchi.foundation.papers.limits import MOST_BYTES
from madoguchi.foundation.vault.uploads import UploadField

MOST_WORDS = 100
MEGABYTE = 1_000_000
KEEP_EARLIER, SEPARATE = "keep_earlier", "separate"
SEALED_GIST = "sealed_gist"  # told from any other sealed text: by a gist alone a row is a consultation


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

    def __init__(self, *args: Any, found: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = found.proposal.mapping
        self.headings = {f"use_{at}": column for at, column in enumerate(found.survey.columns.values())}
        self.chosen = Mapping(self._uses(), words=self.proposed.words)
        doubts = found.doubts(self.chosen)
        for name, column in self.headings.items():
            self.fields[name] = _use_field(column, self.proposed, doubts.get(key_of(column.words), ""))
        _known, unknown = sorted_words(found.survey, self.chosen)
        self.words: dict[str, tuple[str, str, int]] = {}
        for name, word in _words(unknown):
            self.words.setdefault(name, word)
        for name, (coded, written, count) in self.words.items():
            self.fields[name] = _word_field(coded, written, count)

    def _uses(self) -> dict[str, str]:
        """As chosen so far, else as proposed: it is asked about the words of columns as they are to be read now."""
        chosen = {key_of(column.words): _use(self.data.get(name)) for name, column in self.headings.items()}
        return {key: use or self.proposed.use_of(key) for key, use in chosen.items()}

    def columns(self) -> list[tuple[Any, Column]]:
        """Each heading's question with what stands below the heading."""
        return [(self[name], column) for name, column in self.headings.items()]

    def unknown(self) -> list[tuple[Any, str]]:
        return [(self[name], str(COLUMNS[coded])) for name, (coded, _written, _count) in self.words.items()]

    def mapping(self) -> Mapping:
        choices = {column.words: self.cleaned_data[name] for name, column in self.headings.items()}
        opens = [gist for gist in GISTS if gist in choices.values()]
        rest = SEAL if "gist" in opens else "gist"  # no gist is sealed beside one that is opened
        uses = {words: rest if choice == SEALED_GIST else choice for words, choice in choices.items()}
        words = {column: dict(known) for column, known in self.proposed.words.items()}
        for name, (coded, written, _count) in self.words.items():
            if code := self.cleaned_data[name]:
                words.setdefault(coded, {})[key_of(written)] = code
        return Mapping.from_json(json.dumps({"uses": uses, "opens": opens, "words": words}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        uses = [said.get(name) for name in self.headings]
        if "date" not in uses:
            raise forms.ValidationError(_("受付日の列を選んでください。"))
        if not {"category", SEALED_GIST, *GISTS} & set(uses):
            raise forms.ValidationError(_("相談区分か要旨の列を選んでください。"))
        return said


def _use_field(column: Column, mapping: Mapping, doubt: str) -> forms.ChoiceField:
    proposed = mapping.use_of(column.words)
    if proposed in GISTS and proposed not in mapping.opens:
        proposed = SEALED_GIST if proposed == "gist" else SEAL
    return forms.ChoiceField(label=column.words, choices=_uses(), initial=proposed, help_text=doubt)


def _use(choice: str | None) -> str:
    """ "" for what is no choice."""
    use = "gist" if choice == SEALED_GIST else choice
    return str(use) if use in USES else ""


def _uses() -> list[tuple[Any, Any]]:
    text = [
        ("gist", _("要旨として開く（200字まで。続きは封をする）")),
        (SEALED_GIST, _("要旨（開かず、窓口の箱に封じる）")),
        ("answer_gist", _("対応要旨として開く（200字まで。続きは封をする）")),
        (SEAL, _("窓口の箱に封じる")),
        (LEAVE, _("取り込まない")),
    ]
    return [(_("自由記述"), text), (_("決まった項目"), list(COLUMNS.items()))]


def _words(unknown: dict[str, dict[str, int]]) -> Any:
    """Of each coded column the words nobody knows, frequent ones first; named so that other columns change no name."""
    for coded, counts in unknown.items():
        frequent = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_WORDS]
        for written, count in frequent:
            name = sha256(key_of(written).encode()).hexdigest()[:16]
            yield f"word_{coded}_{name}", (coded, written, count)


def _word_field(coded: str, written: str, count: int) -> forms.ChoiceField:
    label = _("「%(word)s」（%(count)d件）") % {"word": written, "count": count}
    return forms.ChoiceField(label=label, choices=[("", _("不明のまま")), *CODES[coded]], required=False)
