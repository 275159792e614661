from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0005_issuer"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="reminders",
            field=models.CharField(blank=True, db_default="day", default="day", max_length=20),
        ),
    ]
