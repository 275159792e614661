from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clients", "0004_call_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="country",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.AddField(
            model_name="client",
            name="postal_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="client",
            name="street",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="client",
            name="town",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
    ]
