import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("clients", "0004_call_before"),
        ("meetings", "0017_called_before"),
        ("people", "0009_booking_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="QuickRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.BooleanField(default=True)),
                ("organisation", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="quick_rule", to="people.organisation")),
                ("type", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="meetings.meetingtype")),
            ],
        ),
        migrations.CreateModel(
            name="Knock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(choices=[("waiting", "waiting"), ("soon", "told: soon"), ("begun", "meeting has begun"), ("done", "met"), ("declined", "told: not now"), ("withdrawn", "taken back"), ("unanswered", "not answered")], default="waiting", max_length=10)),
                ("channel", models.CharField(choices=[("in_person", "in person"), ("phone", "phone"), ("video", "video"), ("chat", "chat"), ("email", "e-mail"), ("message", "message")], max_length=10)),
                ("asked_at", models.DateTimeField()),
                ("rings_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("soon_at", models.DateTimeField(null=True)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("promised_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("adviser", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="knocks", to="clients.client")),
                ("meeting", models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="knock", to="meetings.meeting")),
            ],
            options={
                "ordering": ["asked_at", "pk"],
                "indexes": [models.Index(condition=models.Q(("state__in", ["waiting", "soon"])), fields=["adviser"], name="open_knocks_of_an_adviser"), models.Index(condition=models.Q(("settled_at__isnull", True), ("state__in", ["unanswered", "declined"])), fields=["client"], name="knocks_to_be_called")],
                "constraints": [models.UniqueConstraint(condition=models.Q(("state__in", ["waiting", "soon"])), fields=("client",), name="a_client_knocks_once_at_a_time"), models.CheckConstraint(condition=models.Q(models.Q(("ended_at__isnull", True), ("state__in", ["waiting", "soon", "begun"])), models.Q(("ended_at__isnull", False), ("state__in", ["done", "declined", "withdrawn", "unanswered"])), _connector="OR"), name="a_knock_is_over_or_it_is_not")],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("person", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="presence", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("until__gt", models.F("since"))), name="presence_lasts_a_while")],
            },
        ),
    ]
