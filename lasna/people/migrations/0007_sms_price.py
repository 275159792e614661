from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0006_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="sms_price",
            field=models.DecimalField(blank=True, decimal_places=4, max_digits=6, null=True),
        ),
    ]
