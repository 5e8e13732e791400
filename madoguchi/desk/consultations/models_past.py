"""移行した記載 — what an office had written of a case in its logbook beside card and gist."""

from madoguchi.foundation.vault.models import SealedField, SealedRow


class PastNote(SealedRow):
    """移行した記載 — sealed for the counter of the office whose logbook it was; `texts` are JSON by column heading.

    Sealed when the row is read, before its case is made.
    """

    texts = SealedField()

    def __str__(self) -> str:
        return f"past note {self.pk}"
