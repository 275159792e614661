from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0010_companion"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="invited_at",
            field=models.DateTimeField(null=True),
        ),
    ]
