"""相手方 — the other side of a case: its name is sealed, and yet a case that collides with another is found."""

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.words import PartyRelation
from madoguchi.foundation.core.folding import company_core
from madoguchi.foundation.vault.models import SealedField, SealedRow

NAME_LENGTH = 200


def token_of(name: str) -> str:
    """照合の印 — the same for the same folded name, and without the secret key of the house no way back to it."""
    return salted_hmac("the other side of a case", company_core(name), algorithm="sha256").hexdigest()


class Party(SealedRow):
    """相手方 — an opponent, partner or third party: only the people of the case read who it is."""

    consultation = models.ForeignKey("consultations.Consultation", models.PROTECT, related_name="parties")
    relation = models.CharField(_("相談者との関係"), max_length=12, choices=PartyRelation)
    name = SealedField()
    token = models.CharField(max_length=64, db_index=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"party {self.pk}"
