from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_sms_price"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="reminders_a_day",
            field=models.PositiveSmallIntegerField(db_default=2, default=2),
        ),
    ]
