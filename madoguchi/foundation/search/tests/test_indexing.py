"""検索行を書く — whatever is written, rewritten or deleted, the index says the same."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.state import ProjectState

from madoguchi.foundation.search.models import Line, SearchRow, order_key
from madoguchi.foundation.search.operations import CreateSearchIndex
from madoguchi.foundation.search.tests.conftest import APRIL
from madoguchi.foundation.search.tests.town import Case, CaseSearch, registry


def found(query):
    return list(CaseSearch.objects.matching(query).values_list("pk", flat=True))


def test_writing_anew_forgets_the_old_words(case):
    written = case("図面流出")
    CaseSearch.objects.put(owner=written, text="退職者")

    assert (found("図面"), found("退職")) == ([], [written.pk])


def test_the_last_line_of_an_owner_counts(case):
    written = case("")
    CaseSearch.objects.bulk_put([Line(written, "図面"), Line(written, "退職")])

    assert (found("図面"), found("退職")) == ([], [written.pk])


def test_a_removed_line_is_found_no_more(case):
    CaseSearch.objects.remove(owner=case("図面流出"))

    assert found("図面") == []


def test_deleting_owners_leaves_nothing_behind(case):
    case("図面流出"), case("図面流出")
    Case.objects.all().delete()
    again = case("退職者")

    assert (found("図面"), found("退職")) == ([], [again.pk])
    assert _indexed() == [order_key(APRIL, again.pk)]


def test_a_failed_deed_leaves_nothing_behind(case):
    with transaction.atomic():
        case("図面流出")
        transaction.set_rollback(True)

    assert (found("図面"), _indexed()) == ([], [])


def test_any_other_way_of_writing_is_seen_too(case):
    written = case("図面")
    CaseSearch.objects.filter(pk=written.pk).update(search_text="退職")

    assert (found("図面"), found("退職")) == ([], [written.pk])


def test_nul_is_a_blank(case):
    written = case("図\x00面")

    assert (found("図 面"), found("図\x00面"), found("図面")) == ([written.pk], [written.pk], [])


def test_a_long_text_is_searchable_to_its_end(case):
    written = case("あいうえお" * 1500 + "終")

    assert found("お終") == [written.pk]


@pytest.mark.django_db(transaction=True)
def test_the_operation_indexes_what_is_there_and_can_be_undone(tables):
    written = Case.objects.create(received_at=APRIL)
    CaseSearch.objects.put(owner=written, text="図面流出")
    state, operation = ProjectState.from_apps(registry), CreateSearchIndex("CaseSearch")

    with connection.schema_editor() as editor:
        operation.database_backwards("search", editor, state, state)
    assert not _has_index(CaseSearch)
    with connection.schema_editor() as editor:
        operation.database_forwards("search", editor, state, state)
        operation.database_forwards("search", editor, state, state)
    assert (_has_index(CaseSearch), found("図面")) == (True, [written.pk])
    Case.objects.all().delete()


def test_every_search_row_of_the_house_has_its_index(db):
    rows = [model for model in apps.get_models() if issubclass(model, SearchRow)]

    assert [model._meta.label for model in rows if not _has_index(model)] == []


def _has_index(model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [f"{table}_grams"])
            return cursor.fetchone()[0] == 1
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE tbl_name = %s AND type = 'trigger'", [table])
        return cursor.fetchone()[0] == 3


def _indexed():
    if connection.vendor == "postgresql":
        return list(CaseSearch.objects.values_list("order_key", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid FROM "{CaseSearch._meta.db_table}_fts"')
        return [key for (key,) in cursor.fetchall()]
