"""混み合い — how often one caller, and one address of a calendar, may be asked in a minute."""

from django.http import HttpRequest

from madoguchi.desk.appointments.models import Subscription
from madoguchi.foundation.access import crowds

MOST = 120  # a whole desk, or a service that fetches for many, stands behind one caller
MOST_OF_ONE = 20


def is_crowded(request: HttpRequest) -> bool:
    return crowds.is_crowded(f"appointments:{crowds.address_of(request)}", most=MOST)


def is_one_crowded(row: Subscription) -> bool:
    """Of living addresses only: unknown ones are not remembered, there is no end to them."""
    return crowds.is_crowded(f"subscription:{row.pk}", most=MOST_OF_ONE)
