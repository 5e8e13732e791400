"""窓口案内 — what callers are told."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import actions, queries
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.context_processors import desk
from madoguchi.foundation.accounts.models import DeskProfile
from madoguchi.foundation.accounts.tests.conftest import equipped, signed_in
from madoguchi.foundation.core.errors import Refusal

NOW = timezone.now()


def test_hours_are_said_in_words(centre):
    with override("ja"):
        assert queries.hours_of(make.profile(centre)) == "平日 9:00～17:45（受付は17:30まで）"
    assert queries.hours_of(None) == ""


def test_a_window_without_its_own_uses_the_centres(centre, window):
    profile = make.profile(centre)
    assert queries.profile_of(window) == queries.profile_of() == profile

    own = make.profile(window)
    assert queries.profile_of(window) == own


def test_a_manager_describes_the_own_desk(centre, manager):
    profile = make.profile(centre)
    actions.describe_desk(profile=profile, changes={"phone": "03-0000-0000"}, by=manager, at=NOW)

    assert DeskProfile.objects.get().phone == "03-0000-0000"


def test_only_the_named_fields_are_saved(centre, manager):
    stale = make.profile(centre, name="古い名前")
    DeskProfile.objects.update(name="新しい名前")
    actions.describe_desk(profile=stale, changes={"phone": "03-0000-0000"}, by=manager, at=NOW)

    assert DeskProfile.objects.get().name == "新しい名前"


def test_another_offices_manager_and_an_operator_do_not(centre, window, operator):
    profile = make.profile(centre)
    with pytest.raises(DeskProfile.DoesNotExist):
        actions.describe_desk(profile=profile, changes={}, by=make.member(Role.MANAGER, window), at=NOW)
    with pytest.raises(PermissionDenied):
        actions.describe_desk(profile=profile, changes={}, by=operator, at=NOW)


def test_hours_keep_their_order(centre, manager):
    profile = make.profile(centre)
    with pytest.raises(Refusal):
        actions.describe_desk(profile=profile, changes={"reception_until": time(18, 0)}, by=manager, at=NOW)


def test_a_day_is_closed_once_and_opened_again(centre, manager):
    profile = make.profile(centre)
    day = date(2026, 8, 14)
    actions.close_day(profile=profile, day=day, reason="夏季休業", by=manager, at=NOW)
    with pytest.raises(Refusal):
        actions.close_day(profile=profile, day=day, by=manager, at=NOW)

    actions.open_day(profile=profile, day=day, by=manager, at=NOW)
    assert not profile.closed_days.exists()
    with pytest.raises(Refusal):
        actions.open_day(profile=profile, day=day, by=manager, at=NOW)


def test_the_page_shows_and_changes_it(centre, manager):
    make.profile(centre)
    client = signed_in(manager)
    typed = {
        "name": "さくら知財相談センター（架空）",
        "phone": "03-0000-0001",
        "opens_at": "09:30",
        "reception_until": "17:00",
        "closes_at": "17:30",
        "is_free": "on",
    }

    assert client.get("/desks/").headers["Location"] == "/desks/00/"
    assert 'value="09:00"' in client.get("/desks/00/").text
    assert client.post("/desks/00/", typed).status_code == 302
    assert DeskProfile.objects.get().opens_at == time(9, 30)
    wrong = client.post("/desks/00/", {**typed, "reception_until": "19:00", "phone": "03-9999-9999"})
    assert wrong.status_code == 422
    assert "03-9999-9999" in wrong.text
    assert "順に時刻を入力" in wrong.text


def test_closed_days_are_kept_on_the_page(centre, manager):
    profile = make.profile(centre)
    client = signed_in(manager)
    day = timezone.localdate()

    assert client.post("/desks/00/closed-days/", {"day": str(day), "reason": "停電"}).status_code == 302
    assert "停電" in client.get("/desks/00/").text
    assert client.post("/desks/00/closed-days/", {"day": str(day)}).status_code == 422
    closed = profile.closed_days.get()
    assert client.get(f"/desks/00/closed-days/{closed.pk}/open/").status_code == 200
    assert client.post(f"/desks/00/closed-days/{closed.pk}/open/").status_code == 302
    assert not profile.closed_days.exists()


def test_a_window_gets_a_description_of_its_own(centre, window):
    make.profile(centre)
    client = signed_in(equipped(make.member(Role.MANAGER, window)))

    assert "案内を作る" in client.get("/desks/").text
    assert client.get("/desks/23/").status_code == 404
    assert client.get("/desks/23/introduce/").status_code == 200
    assert client.post("/desks/23/introduce/").status_code == 302
    assert client.get("/desks/23/").status_code == 200
    assert client.post("/desks/23/introduce/").status_code == 422


def test_another_desk_is_not_found(centre, window, manager):
    make.profile(window)
    client = signed_in(manager)

    assert client.get("/desks/23/").status_code == 404
    assert client.get("/desks/23/introduce/").status_code == 404


def test_every_page_knows_the_desk_with_one_query(centre, django_assert_num_queries):
    make.profile(centre, name="さくら知財相談センター（架空）")
    make.demo()
    page = engines["django"].from_string("{{ desk.name }} {{ desk.hours }} {% if is_demo %}demo{% endif %}")

    with django_assert_num_queries(1), override("ja"):
        said = page.render(desk(RequestFactory().get("/")))
    assert said == "さくら知財相談センター（架空） 平日 9:00～17:45（受付は17:30まで） demo"


def test_a_page_that_says_nothing_of_the_desk_asks_nothing(centre, django_assert_num_queries):
    with django_assert_num_queries(0):
        engines["django"].from_string("x").render(desk(RequestFactory().get("/")))


def test_before_anything_is_there_the_page_still_stands(db):
    page = engines["django"].from_string("{% if desk %}desk{% else %}none{% endif %}{% if is_demo %}demo{% endif %}")
    assert page.render(desk(RequestFactory().get("/"))) == "none"


def test_a_desk_no_database_could_name_is_not_found(manager):
    assert signed_in(manager).get("/desks/%00/").status_code == 404
