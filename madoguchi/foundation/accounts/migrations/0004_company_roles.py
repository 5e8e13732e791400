
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_seeds_lie_sealed'),
    ]

    operations = [
        migrations.AlterField(
            model_name='invitation',
            name='role',
            field=models.CharField(choices=[('adviser', '相談員'), ('expert', '専門家'), ('manager', '窓口責任者'), ('analyst', '統計担当'), ('operator', 'システム管理者'), ('principal', '企業の代表者'), ('steward', '企業の管理責任者'), ('head', '企業の部門責任者'), ('employee', '企業の従業員')], max_length=10, verbose_name='役割'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('adviser', '相談員'), ('expert', '専門家'), ('manager', '窓口責任者'), ('analyst', '統計担当'), ('operator', 'システム管理者'), ('principal', '企業の代表者'), ('steward', '企業の管理責任者'), ('head', '企業の部門責任者'), ('employee', '企業の従業員')], max_length=10, verbose_name='役割'),
        ),
    ]
