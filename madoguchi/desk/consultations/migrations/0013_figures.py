"""What figures count by gets a column, filled for the cases there are, and one index holds all of it."""

from datetime import time

from django.conf import settings
from django.db import migrations, models
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Substr

from madoguchi.foundation.core.calendar import business_minutes_between

CHUNK = 2000


def fill(apps, schema_editor):
    rows = apps.get_model('consultations', 'Consultation').objects.using(schema_editor.connection.alias)
    hours = Hours(apps, schema_editor.connection.alias)
    last = rows.order_by('pk').last()
    for start in range(0, last.pk + 1 if last else 0, CHUNK):
        chunk = rows.filter(pk__gte=start, pk__lt=start + CHUNK)
        fill_industry(apps, chunk.exclude(company=None))
        fill_minutes(rows, chunk.exclude(answered_at=None), hours)


def fill_industry(apps, chunk):
    """The newest that the office was told by that year; the section is the first letter, but for one old word."""
    told = apps.get_model('companies', 'SizeFact').objects.filter(
        company=OuterRef('company'), office=OuterRef('office'), fiscal_year__lte=OuterRef('fiscal_year')
    )
    section = Case(When(industry='SV', then=Value('R')), default=Substr('industry', 1, 1))
    newest = told.order_by('-fiscal_year', '-pk').annotate(section=section).values('section')[:1]
    chunk.update(industry=Coalesce(Subquery(newest), Value('')))


def fill_minutes(rows, chunk, hours):
    answered = list(chunk.only('office_id', 'received_at', 'answered_at'))
    for row in answered:
        row.answer_minutes = hours.between(row.office_id, row.received_at, row.answered_at)
    rows.bulk_update(answered, ['answer_minutes'])


class Hours:
    """Opening hours and closed days of each office, read once."""

    def __init__(self, apps, alias):
        profiles = apps.get_model('accounts', 'DeskProfile').objects.using(alias).prefetch_related('closed_days')
        self.told = {
            one.office_id: (one.opens_at, one.closes_at, frozenset(day.date for day in one.closed_days.all()))
            for one in profiles
        }

    def between(self, office, start, end):
        usual = time(9, 0), time(17, 45), frozenset()
        return business_minutes_between(start, end, *self.told.get(office, usual))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_seeds_lie_sealed'),
        ('companies', '0004_arrivals'),
        ('consultations', '0012_arrivals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='consultation',
            name='consultation_figures',
        ),
        migrations.AddField(
            model_name='consultation',
            name='answer_minutes',
            field=models.PositiveIntegerField(null=True, verbose_name='初回回答までの開庁時間（分）'),
        ),
        migrations.AddField(
            model_name='consultation',
            name='industry',
            field=models.CharField(blank=True, max_length=1, verbose_name='業種'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='consultation',
            index=models.Index(models.F('office'), models.F('received_at'), models.F('fiscal_year'), models.F('taxonomy_version'), models.F('category'), models.F('size'), models.F('consulter_role'), models.F('enterprise_type'), models.F('channel'), models.F('prefecture'), models.F('industry'), models.F('is_repeat'), models.F('company'), models.F('answer_minutes'), models.F('closed_at'), models.F('arrival'), name='consultation_counted'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('at'), models.F('kind'), models.F('consultation'), name='contact_counted'),
        ),
    ]
