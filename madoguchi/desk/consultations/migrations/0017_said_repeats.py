from django.db import migrations, models


def keep_what_stands(apps, schema_editor):
    """Of earlier calls nobody knows whether 再相談 was said or seen: it is not taken back."""
    cases = apps.get_model("consultations", "Consultation").objects
    cases.filter(is_repeat=True, arrival=None).update(is_repeat_said=True)


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0016_past_what_arrives'),
    ]

    operations = [
        migrations.AddField(
            model_name='consultation',
            name='is_repeat_said',
            field=models.BooleanField(editable=False, null=True),
        ),
        migrations.RunPython(keep_what_stands, migrations.RunPython.noop),
    ]
