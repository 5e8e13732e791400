"""異常 — what `verify` may find, each with one sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"
    UNLINKED = "unlinked"
    TAIL_CUT = "tail-cut"
    STREAM_CUT = "stream-cut"
    HEAD = "head"
    REWRITTEN = "rewritten"
    CHECKPOINT_CHANGED = "checkpoint-changed"
    CHECKPOINT_MISSING = "checkpoint-missing"
    CHECKPOINT_UNKNOWN = "checkpoint-unknown"
    CHECKPOINT_CHAIN = "checkpoint-chain"


_SENTENCES: Mapping[Kind, Promise] = {
    Kind.CHANGED: _("%(place)s：この行は記録後に書き換えられています。"),
    Kind.ADDED: _("%(place)s：この行は後から挿入されたものです。"),
    Kind.MISSING: _("%(place)s：この行がありません。"),
    Kind.UNLINKED: _("%(place)s：この行は直前の記録とつながっていません。直前の記録が書き換え・削除されています。"),
    Kind.TAIL_CUT: _("%(place)s：この行から後の記録が切り取られています。"),
    Kind.STREAM_CUT: _("%(place)s：この年度の記録が、先端ごと失われています。"),
    Kind.HEAD: _("%(place)s：先端の控えが記録と一致しません。"),
    Kind.REWRITTEN: _("%(place)s：この行は確認点を作った後に作り直されています。"),
    Kind.CHECKPOINT_CHANGED: _("確認点 %(place)s：ファイルが書き換えられています。"),
    Kind.CHECKPOINT_MISSING: _("確認点 %(place)s：最新の確認点のファイルがありません。"),
    Kind.CHECKPOINT_UNKNOWN: _("確認点 %(place)s：データベースに記録のないファイルです。"),
    Kind.CHECKPOINT_CHAIN: _("確認点 %(place)s：一つ前の確認点とつながっていません。"),
}


@dataclass(frozen=True)
class Finding:
    """One fault: a place in a stream (`segment`, `seq`), or a checkpoint file (no segment)."""

    kind: Kind
    stream: str
    segment: Any = None
    seq: Any = None

    def sentence(self) -> str:
        return str(_SENTENCES[self.kind]) % {"place": self.place()}

    def place(self) -> str:
        if self.segment is None:
            return self.stream
        return f"{self.stream} / {self.segment} / {self.seq}"

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "stream": str(self.stream),
            "segment": self.segment,
            "seq": self.seq,
            "sentence": self.sentence(),
        }
