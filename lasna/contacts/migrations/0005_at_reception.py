from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0004_agreements"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="at_reception",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
