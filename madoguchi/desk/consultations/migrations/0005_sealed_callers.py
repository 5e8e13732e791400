"""Contacts given in a case, and drafts, are sealed; what stood open of them goes."""

import json
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import madoguchi.foundation.vault.models
from madoguchi.foundation.vault.moving import Moving


def seal_what_stood_open(apps, schema_editor):
    moving = Moving(apps, schema_editor.connection.alias)
    seal_callers(moving)
    seal_drafts(moving)
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table while a check is put off


def seal_callers(moving):
    named = moving.rows('consultations.Consultation').exclude(contact_person=None)
    for case in named.select_related('contact_person').iterator():
        contact = case.contact_person
        texts = {'name': contact.name, 'phone': contact.phone, 'email': contact.email}
        sealed = moving.sealed('consultations.Caller', case_box(moving, case), **texts)
        moving.rows('consultations.Caller').create(consultation=case, changed_at=contact.added_at, **sealed)
    moving.rows('companies.ContactPerson').filter(pk__in=named.values('contact_person')).delete()


def case_box(moving, case):
    """Owner, members and experts of the day; the office too, unless the case is 限定 or has a wall."""
    of_case = moving.rows('consultations.Member').filter(consultation=case, kind__in=['member', 'expert'], removed_at=None)
    walls = moving.rows('consultations.Wall').filter(consultation=case)
    persons = {*moving.today(of_case).values_list('person', flat=True), case.owner_id}
    persons -= {None, *walls.values_list('person', flat=True)}
    is_open = not case.is_restricted and not walls.exists()
    through = moving.office(case.office_id) if is_open else None
    subject = f'consultations.Consultation:{case.pk}'
    return moving.target(subject, 'case', persons=moving.active(persons), through=through)


def seal_drafts(moving):
    """Of whoever can still sign in; the others were out of everybody's reach already."""
    for draft in moving.rows('consultations.OpenDraft').filter(person__is_active=True).iterator():
        typed = json.dumps(draft.typed, ensure_ascii=False)
        moving.rows('consultations.Draft').create(
            person_id=draft.person_id,
            submission=submission_of(draft.typed),
            saved_at=draft.saved_at,
            **moving.sealed('consultations.Draft', moving.person(draft.person_id), typed=typed),
        )


def submission_of(typed):
    try:
        return uuid.UUID(typed['submission'][-1])
    except (KeyError, IndexError, ValueError):
        return uuid.uuid4()


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_offices'),
        ('companies', '0001_companies'),
        ('consultations', '0004_parties'),
        ('vault', '0003_migration_keyring'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    run_before = [('companies', '0002_sealed_contacts')]  # which seals what is left, and drops the table

    operations = [
        migrations.CreateModel(
            name='Caller',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('name', madoguchi.foundation.vault.models.SealedField()),
                ('phone', madoguchi.foundation.vault.models.SealedField()),
                ('email', madoguchi.foundation.vault.models.SealedField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='caller', to='consultations.consultation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RenameModel('Draft', 'OpenDraft'),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('submission', models.UUIDField()),
                ('typed', madoguchi.foundation.vault.models.SealedField()),
                ('saved_at', models.DateTimeField()),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='call_drafts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'submission'), name='draft_once_a_page')],
            },
        ),
        migrations.RunPython(seal_what_stood_open),
        migrations.RemoveField('Consultation', 'contact_person'),
        migrations.DeleteModel('OpenDraft'),
    ]
