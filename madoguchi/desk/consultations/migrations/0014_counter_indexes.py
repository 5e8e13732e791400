
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0013_figures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='member',
            name='case_member_person_kind',
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(models.F('consultation'), models.F('next_date'), models.F('next_action'), models.F('id'), condition=models.Q(('done_at', None), ('next_date__isnull', False)), name='contact_next_of'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=models.Q(('removed_at', None)), fields=['person', 'kind', 'until_date', 'from_date', 'consultation'], name='case_member_seated'),
        ),
    ]
