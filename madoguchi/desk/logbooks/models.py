"""相談記録簿 — which logbook rows were taken, so that the same row is never taken twice."""

from django.db import models
from django.db.models import Q


class TakenRow(models.Model):
    """取り込んだ行 — number and fingerprint of a logbook row of an office, and the consultation made of it."""

    office = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    number = models.CharField(max_length=30, blank=True)
    fingerprint = models.CharField(max_length=64)
    consultation = models.OneToOneField("consultations.Consultation", models.CASCADE, related_name="taken_row")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"], condition=~Q(number=""), name="taken_row_number_once"
            ),
            models.UniqueConstraint(
                fields=["office", "fingerprint"], condition=Q(number=""), name="taken_row_content_once"
            ),
        ]

    def __str__(self) -> str:
        return f"taken {self.pk}"
