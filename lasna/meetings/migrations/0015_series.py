from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0014_choosing"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="series",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("series__isnull", False)), fields=["series"], name="meetings_of_a_series"
            ),
        ),
    ]
