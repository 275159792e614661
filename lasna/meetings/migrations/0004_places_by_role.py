from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_partners")]

    operations = [
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(fields=["role", "meeting"], name="places_by_role"),
        ),
    ]
