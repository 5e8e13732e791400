"""日誌 — each look has its line, a 404 has none, and a page that only looks changes nothing else."""

import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.foundation.access.doors import WroteWhileReading, reads, visible_or_404
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.access.rules import SIGNED_IN
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from tests.town import Town


@pytest.fixture
def here(db):
    return Town()


def looks():
    return [(line.by, line.subject) for line in Line.objects.filter(deed="look").order_by("pk")]


def test_a_look_at_a_case_leaves_one_line(client, here):
    client.force_login(here.owner)

    client.get(here.consultation.get_absolute_url())

    assert looks() == [(str(here.owner.pk), f"consultations.Consultation:{here.consultation.pk}")]


def test_a_404_is_no_look(client, here):
    client.force_login(people.member(Role.ADVISER, here.window))

    assert client.get(here.consultation.get_absolute_url()).status_code == 404
    assert looks() == []


def test_a_page_that_writes_is_caught(rf, here):
    @reads(SIGNED_IN)
    def sly(request):
        companies.company()

    request = rf.get("/")
    request.user = here.owner
    with pytest.raises(WroteWhileReading):
        sly(request)


def test_a_page_that_writes_through_a_look_is_caught_too(rf, here):
    """Only the diary's own statements pass."""

    @reads(SIGNED_IN)
    def sly(request):
        found = visible_or_404(type(here.consultation), request.user, pk=here.consultation.pk)
        found.answered_at = timezone.now()
        found.save(update_fields=["answered_at"])

    request = rf.get("/")
    request.user = here.owner
    with pytest.raises(WroteWhileReading):
        sly(request)
