from django.db import migrations, models


def keep_what_stands(apps, schema_editor):
    """Of calls, and of imported cases that somebody corrected, nobody knows whether 再相談 was said: it stays."""
    cases = apps.get_model("consultations", "Consultation").objects
    repeats = cases.filter(is_repeat=True)
    repeats.filter(models.Q(arrival=None) | models.Q(version__gt=0)).update(is_repeat_said=True)


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
