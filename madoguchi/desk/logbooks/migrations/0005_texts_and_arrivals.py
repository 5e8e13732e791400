"""Cells whose text only contains a word of ours were remembered as they stood; what was given up left its arrival."""

import json

from django.db import migrations

from madoguchi.desk.logbooks.words import code_of, exact_code_of


def forget_texts(apps, schema_editor):
    for name in ("Logbook", "RememberedMapping"):
        for row in apps.get_model("logbooks", name).objects.exclude(mapping=""):
            told = json.loads(row.mapping)
            told["words"] = {column: kept(column, words) for column, words in told["words"].items()}
            row.mapping = json.dumps(told, ensure_ascii=False, sort_keys=True)
            row.save(update_fields=["mapping"])


def forget_what_was_left(apps, schema_editor):
    """A column that was empty once was remembered as one to leave, for good."""
    for row in apps.get_model("logbooks", "RememberedMapping").objects.all():
        told = json.loads(row.mapping)
        told["uses"] = {heading: use for heading, use in told["uses"].items() if use != "leave"}
        row.mapping = json.dumps(told, ensure_ascii=False, sort_keys=True)
        row.save(update_fields=["mapping"])


def kept(column, words):
    """Words of our lists and those that a person decided about: the others are read the same without."""
    return {
        word: code for word, code in words.items() if exact_code_of(column, word) or code_of(column, word) != code
    }


def forget_arrivals(apps, schema_editor):
    logbooks = apps.get_model("logbooks", "Logbook").objects.filter(arrival__isnull=False)
    hidden = apps.get_model("companies", "Arrival").objects.filter(shown_at=None, acquaintances=None)
    hidden.exclude(pk__in=logbooks.values("arrival")).delete()


class Migration(migrations.Migration):
    dependencies = [("companies", "0006_spellings"), ("logbooks", "0004_rows_are_found")]

    operations = [
        migrations.RunPython(forget_texts, migrations.RunPython.noop),
        migrations.RunPython(forget_what_was_left, migrations.RunPython.noop),
        migrations.RunPython(forget_arrivals, migrations.RunPython.noop),
    ]
