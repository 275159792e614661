import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("clients", "0003_added_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=36)),
                ("at", models.DateTimeField()),
                ("device", models.CharField(blank=True, max_length=60)),
                ("camera", models.CharField(blank=True, max_length=10)),
                ("microphone", models.CharField(blank=True, max_length=10)),
                ("hears", models.BooleanField(null=True)),
                ("speed", models.PositiveIntegerField(null=True)),
                ("round_trip", models.PositiveIntegerField(null=True)),
                ("relayed", models.BooleanField(default=False)),
                ("blocked", models.BooleanField(default=False)),
                ("quiet", models.BooleanField(null=True)),
                ("sure", models.CharField(blank=True, choices=[("alone", "can do it alone"), ("help", "needs a little help"), ("no", "would rather not")], max_length=5)),
                ("wish", models.CharField(blank=True, choices=[("in_person", "in person"), ("phone", "phone"), ("video", "video"), ("chat", "chat"), ("email", "e-mail"), ("message", "message")], max_length=10)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="trials", to="clients.client")),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["client", "at"], name="trials_of_a_client")],
                "constraints": [models.UniqueConstraint(fields=("client", "key"), name="a_trial_is_kept_once"), models.CheckConstraint(condition=models.Q(("camera__in", ("", "on", "off", "blocked", "missing", "busy", "silent")), ("microphone__in", ("", "on", "off", "blocked", "missing", "busy", "silent"))), name="a_trial_names_states_of_devices")],
            },
        ),
    ]
