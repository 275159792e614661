from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0016_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="called_before",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not called yet"),
                    ("answered", "called beforehand"),
                    ("no_answer", "called beforehand, no answer"),
                ],
                db_default="",
                default="",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="called_before_at",
            field=models.DateTimeField(null=True),
        ),
    ]
