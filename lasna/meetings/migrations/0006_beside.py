from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0005_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="beside",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
