import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0003_waiting"),
        ("meetings", "0022_groups"),
    ]

    operations = [
        migrations.AddField(
            model_name="bookinglink",
            name="place",
            field=models.OneToOneField(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="booked_by",
                to="meetings.participant",
            ),
        ),
    ]
