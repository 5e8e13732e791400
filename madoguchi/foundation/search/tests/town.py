"""A small desk of its own, so that the search room needs no room above it."""

from django.apps.registry import Apps
from django.db import models

from madoguchi.foundation.search.models import SearchRow

registry = Apps(["madoguchi.foundation.search"])


class Case(models.Model):
    received_at = models.DateTimeField()
    office = models.IntegerField(default=1)

    class Meta:
        app_label = "search"
        apps = registry
        db_table = "search_tests_case"
        indexes = [
            models.Index(fields=["received_at", "id"], name="search_tests_newest"),
            models.Index(fields=["office", "received_at", "id"], name="search_tests_office"),
        ]

    def __str__(self):
        return str(self.pk)


class CaseSearch(SearchRow):
    moment = "received_at"
    owner = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="search_row")

    class Meta:
        app_label = "search"
        apps = registry
        db_table = "search_tests_case_search"


def build(schema_editor):
    schema_editor.create_model(Case)
    schema_editor.create_model(CaseSearch)


def clear(schema_editor):
    schema_editor.delete_model(CaseSearch)
    schema_editor.delete_model(Case)
