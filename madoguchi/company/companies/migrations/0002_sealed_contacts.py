"""Contacts of companies are sealed for the office that was told; the table they stood open in goes."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import madoguchi.foundation.vault.models
from madoguchi.foundation.vault.moving import Moving


def seal_what_stood_open(apps, schema_editor):
    moving = Moving(apps, schema_editor.connection.alias)
    told = moving.rows('companies.OpenContact').filter(company__isnull=False, office__isnull=False)
    for contact in told.iterator():
        texts = {'name': contact.name, 'phone': contact.phone, 'email': contact.email}
        moving.rows('companies.ContactPerson').create(
            company_id=contact.company_id,
            office_id=contact.office_id,
            because=contact.because,
            added_at=contact.added_at,
            **moving.sealed('companies.ContactPerson', moving.office(contact.office_id), **texts),
        )
    schema_editor.connection.check_constraints()  # PostgreSQL alters no table while a check is put off


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_offices'),
        ('companies', '0001_companies'),
        ('vault', '0003_migration_keyring'),
    ]

    operations = [
        migrations.RenameModel('ContactPerson', 'OpenContact'),
        migrations.CreateModel(
            name='ContactPerson',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('generation', models.PositiveIntegerField()),
                ('because', models.CharField(max_length=80)),
                ('name', madoguchi.foundation.vault.models.SealedField()),
                ('phone', madoguchi.foundation.vault.models.SealedField()),
                ('email', madoguchi.foundation.vault.models.SealedField()),
                ('added_at', models.DateTimeField()),
                ('box', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.box')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='companies.company')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(seal_what_stood_open),
        migrations.DeleteModel('OpenContact'),
    ]
