from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0003_added_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="call_before",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
