from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("room", "0004_gatherings"),
    ]

    operations = [
        migrations.AddField(
            model_name="gathering",
            name="without_since",
            field=models.DateTimeField(null=True),
        ),
    ]
