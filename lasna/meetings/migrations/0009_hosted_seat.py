import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clients", "0003_added_at"),
        ("live", "0001_initial"),
        ("meetings", "0008_old_sights_are_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="hosted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="participant",
            name="hosted_by",
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="hosts", to="meetings.participant"),
        ),
        migrations.AddField(
            model_name="participant",
            name="with_client",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="participant",
            index=models.Index(condition=models.Q(("hosted_by__isnull", False)), fields=["hosted_by"], name="places_hosted"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(condition=models.Q(("hosted_by__isnull", True), ("role", "client"), _connector="OR"), name="only_the_client_is_hosted"),
        ),
    ]
