from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("room", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="sharing",
            field=models.CharField(
                blank=True,
                choices=[("", "nothing"), ("on", "shown"), ("paused", "paused")],
                db_default="",
                default="",
                max_length=6,
            ),
        ),
    ]
