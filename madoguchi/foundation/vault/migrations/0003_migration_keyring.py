import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0002_officers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='box',
            name='kind',
            field=models.CharField(choices=[('office', '窓口の箱'), ('case', '相談の箱'), ('company', '企業の箱'), ('person', '本人の箱')], max_length=10),
        ),
        migrations.AlterField(
            model_name='keyring',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='keyrings', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='keyring',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', False), ('locked', b''), _connector='OR'), name='keyring_of_nobody_has_no_lock'),
        ),
    ]
