from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0020_promised_offsets"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingtype",
            name="law_address",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="meetingtype",
            name="law_source_en",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="meetingtype",
            name="law_source_fi",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="meetingtype",
            name="law_source_sv",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
