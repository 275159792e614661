from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0008_reminders_a_day"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="booking_notice",
            field=models.PositiveSmallIntegerField(db_default=12, default=12),
        ),
        migrations.AddField(
            model_name="organisation",
            name="booking_weeks",
            field=models.PositiveSmallIntegerField(db_default=8, default=8),
        ),
    ]
