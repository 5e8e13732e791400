"""Companies registered before get their keys."""

from django.db import migrations

from madoguchi.company.companies.alike import keys

CHUNK = 1000


def spell_all(apps, schema_editor):
    Company, Spelling = apps.get_model("companies", "Company"), apps.get_model("companies", "Spelling")
    names = Company.objects.order_by("pk").values_list("pk", "core")
    last = 0
    while chunk := list(names.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1][0]
        Spelling.objects.bulk_create(
            [Spelling(company_id=pk, key=key, kind=kind) for pk, core in chunk for key, kind in set(keys(core))],
            batch_size=CHUNK,
        )


class Migration(migrations.Migration):
    dependencies = [("companies", "0005_merging")]

    operations = [migrations.RunPython(spell_all, migrations.RunPython.noop)]
