"""What stood open leaves the database file too; outside a transaction, as it rewrites the file."""

from django.db import migrations

from madoguchi.foundation.vault.moving import leave_no_trace


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('companies', '0002_sealed_contacts'), ('vault', '0003_migration_keyring')]

    operations = [migrations.RunPython(leave_no_trace)]
