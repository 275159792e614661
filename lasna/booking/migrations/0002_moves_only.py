from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0001_booking"),
    ]

    operations = [
        migrations.AddField(
            model_name="bookinglink",
            name="moves_only",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
