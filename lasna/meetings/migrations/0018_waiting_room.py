from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clients", "0004_call_before"),
        ("live", "0001_initial"),
        ("meetings", "0017_called_before"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="ahead",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="participant",
            name="colleagues_told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["waiting_since"], name="places_that_wait"),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(condition=models.Q(("colleagues_told_at__isnull", False)), fields=["colleagues_told_at"], name="places_unanswered"),
        ),
    ]
