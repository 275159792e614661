import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clients", "0003_added_at"),
        ("live", "0001_initial"),
        ("meetings", "0009_hosted_seat"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="participant",
            name="participant_is_somebody",
        ),
        migrations.AddField(
            model_name="participant",
            name="companion_of",
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="companion", to="meetings.participant"),
        ),
        migrations.AddField(
            model_name="participant",
            name="has_sound",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="participant",
            name="role",
            field=models.CharField(choices=[("adviser", "adviser"), ("client", "client"), ("interpreter", "interpreter"), ("captioner", "captioner"), ("doctor", "doctor"), ("provider", "provider"), ("relative", "relative"), ("support", "support person"), ("colleague", "colleague"), ("companion", "another device")], max_length=16),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(condition=models.Q(("person__isnull", False), ("client__isnull", False), models.Q(("name", ""), _negated=True), ("companion_of__isnull", False), _connector="OR"), name="participant_is_somebody"),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("companion_of__isnull", False), ("role", "companion")), models.Q(models.Q(("role", "companion"), _negated=True), ("companion_of__isnull", True), ("has_sound", False)), _connector="OR"), name="a_companion_is_somebodys"),
        ),
    ]
