from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

pytestmark = pytest.mark.django_db
ERROR_PAGES = ["400", "403", "403_csrf", "404", "500"]


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def gallery(client):
    response = client.get(reverse("home:gallery"))
    assert response.status_code == 200
    return soup_of(response)


class TestTheFirstPage:
    def test_opens_for_everybody_and_says_never_to_write_the_secret(self, client):
        response = client.get(reverse("home:index"))
        assert response.status_code == 200
        assert "営業秘密の内容そのものは書かないでください" in response.content.decode()

    def test_offers_sign_in_to_a_stranger(self, client):
        page = soup_of(client.get(reverse("home:index")))
        assert page.main.find("a", href=reverse("account_login"))

    def test_speaks_the_language_of_the_reader(self, client):
        page = soup_of(client.get(reverse("home:index"), headers={"accept-language": "en"}))
        assert page.html["lang"] == "en"


class TestEveryPage:
    @pytest.mark.parametrize("name", ["home:index", "home:gallery"])
    def test_carries_no_inline_style_or_script(self, client, name):
        page = soup_of(client.get(reverse(name)))
        assert not page.find_all(style=True)
        assert not page.find_all("style")
        assert all(script.get("src", "").startswith("/static/") for script in page.find_all("script"))
        assert not [tag for tag in page.find_all(True) for attribute in tag.attrs if attribute.startswith("on")]

    @pytest.mark.parametrize("name", ["home:index", "home:gallery"])
    def test_has_one_first_heading_and_steps_down_one_at_a_time(self, client, name):
        page = soup_of(client.get(reverse(name)))
        levels = [int(tag.name[1]) for tag in page.find_all(["h1", "h2", "h3", "h4"]) if tag.get_text(strip=True)]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_gives_each_id_once(self, gallery):
        ids = [tag["id"] for tag in gallery.find_all(id=True)]
        assert sorted(ids) == sorted(set(ids))


class TestAField:
    def test_names_its_help_and_error_to_the_control(self, gallery):
        for control in gallery.find_all(attrs={"aria-describedby": True}):
            for described in control["aria-describedby"].split():
                assert gallery.find(id=described), described

    def test_is_labelled(self, gallery):
        for control in gallery.main.find_all(["input", "select", "textarea"]):
            if control.get("type") != "hidden":
                assert gallery.find("label", attrs={"for": control["id"]}), control["name"]

    def test_of_choices_is_a_group_with_a_legend(self, gallery):
        for radio in gallery.find_all("input", type="radio"):
            assert radio.find_parent("fieldset").find("legend").get_text(strip=True)

    def test_that_was_refused_says_so(self, gallery):
        refused = gallery.find(id="refused_company")
        assert refused["aria-invalid"] == "true"
        assert gallery.find(id="refused_company_error").get_text(strip=True)

    def test_that_must_be_filled_says_so_in_words(self, gallery):
        assert "必須" in gallery.find("label", attrs={"for": "id_company"}).get_text()
        assert "必須" not in gallery.find("label", attrs={"for": "id_email"}).get_text()


class TestTheSummaryOfErrors:
    def test_links_to_controls_that_exist(self, gallery):
        links = gallery.select(".error-summary a")
        assert links
        for link in links:
            assert gallery.find(id=link["href"].removeprefix("#")), link["href"]

    def test_stands_only_over_the_refused_form(self, gallery):
        assert len(gallery.select(".error-summary")) == 1


@pytest.mark.parametrize("name", ERROR_PAGES)
class TestAnErrorPage:
    def test_needs_no_request_and_says_what_to_do_in_two_languages(self, name):
        page = BeautifulSoup(render_to_string(f"{name}.html"), "html.parser")
        assert page.h1.get_text(strip=True)
        assert page.find("p", lang="en").get_text(strip=True)
        assert page.main.find("a", href="/")

    def test_touches_no_database(self, name, django_assert_num_queries):
        with django_assert_num_queries(0):
            render_to_string(f"{name}.html")

    def test_repeats_no_english_to_an_english_reader(self, name):
        with translation.override("en"):
            assert not BeautifulSoup(render_to_string(f"{name}.html"), "html.parser").find("p", lang="en")


class TestTheServerAnswers:
    def test_an_unknown_address_with_our_page(self, client):
        response = client.get("/no-such-page/")
        assert response.status_code == 404
        assert "ページが見つかりません" in response.content.decode()
