from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0007_captioner"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="doorsight",
            index=models.Index(fields=["at"], name="meetings_do_at_4e7d53_idx"),
        ),
    ]
