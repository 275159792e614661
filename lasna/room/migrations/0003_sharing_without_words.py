from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("room", "0002_sharing"),
    ]

    operations = [
        migrations.AlterField(
            model_name="seat",
            name="sharing",
            field=models.CharField(blank=True, db_default="", default="", max_length=6),
        ),
    ]
