
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logbooks', '0002_rows'),
    ]

    operations = [
        migrations.AddField(
            model_name='takenrow',
            name='settled_at',
            field=models.DateTimeField(null=True),
        ),
    ]
