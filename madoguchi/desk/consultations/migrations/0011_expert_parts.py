from django.db import migrations, models


def shown(label):
    """Experts of before keep all they had."""
    return models.BooleanField(default=True, verbose_name=label)


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0010_outside'),
    ]

    operations = [
        migrations.AddField(model_name='member', name='shows_gist', field=shown('要旨')),
        migrations.AddField(model_name='member', name='shows_thread', field=shown('対話')),
        migrations.AddField(model_name='member', name='shows_files', field=shown('ファイル')),
        migrations.AddField(model_name='member', name='shows_caller', field=shown('相談者の連絡先')),
        migrations.AddField(model_name='member', name='shows_parties', field=shown('相手方')),
    ]
