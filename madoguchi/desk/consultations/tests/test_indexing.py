"""検索行 — what a case is found by, whoever writes and whatever changes."""

from django.utils import timezone
from django.utils.translation import override

from madoguchi.company.companies import actions as company_actions
from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.indexing import reindex
from madoguchi.desk.consultations.models import SearchRow
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people


def found(query):
    return [row.owner_id for row in SearchRow.objects.matching(query)]


def test_a_case_is_found_by_its_companys_corrected_name(db):
    centre = people.office()
    adviser = people.member(Role.ADVISER, centre)
    company = companies.company(name="株式会社旧名製作所", office=centre)
    case = make.consultation(office=centre, company=company, owner=adviser)

    company_actions.correct(
        company=company,
        seen_version=company.version,
        changes={"name": "株式会社新名製作所"},
        by=adviser,
        at=timezone.now(),
    )

    assert found("新名製作") == [case.pk]
    assert found("旧名") == []


def test_the_words_of_the_index_do_not_depend_on_the_language_of_the_writer(db):
    case = make.consultation(office=people.office(), category="LEAK")

    with override("en"):
        reindex(case)

    assert found("流出・漏えい") == [case.pk]
