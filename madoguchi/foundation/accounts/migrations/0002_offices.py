"""窓口 — the centre and the 47 regional windows stand from the first day."""

from django.db import migrations

from madoguchi.foundation.core.prefectures import Prefecture


def open_offices(apps, schema_editor):
    organisations = apps.get_model("accounts", "Organisation").objects.using(schema_editor.connection.alias)
    centre = {"kind": "centre", "name": "中央窓口"}
    organisations.get_or_create(code="00", defaults=centre)
    for prefecture in Prefecture:
        window = {"kind": "window", "name": f"{prefecture.label}地域窓口", "prefecture": prefecture.value}
        organisations.get_or_create(code=prefecture.value, defaults=window)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_accounts")]
    operations = [migrations.RunPython(open_offices, migrations.RunPython.noop)]
