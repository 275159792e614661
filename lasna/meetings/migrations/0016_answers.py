from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0015_series"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "nothing said yet"),
                    ("comes", "says: coming"),
                    ("cannot", "says: cannot come"),
                ],
                db_default="",
                default="",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="answered_at",
            field=models.DateTimeField(null=True),
        ),
    ]
