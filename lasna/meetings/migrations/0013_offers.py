import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0012_meeting_places"),
        ("people", "0006_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfferReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40)),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("accepted", "offered, and the client agreed"),
                            ("declined", "offered, and the client chose otherwise"),
                            ("not_offered", "not offered"),
                        ],
                        max_length=11,
                    ),
                ),
                ("words_fi", models.CharField(blank=True, max_length=120)),
                ("words_sv", models.CharField(blank=True, max_length=120)),
                ("words_en", models.CharField(blank=True, max_length=120)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ChannelOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("in_person", "in person"),
                            ("phone", "phone"),
                            ("video", "video"),
                            ("chat", "chat"),
                            ("email", "e-mail"),
                            ("message", "message"),
                        ],
                        default="video",
                        max_length=10,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("accepted", "offered, and the client agreed"),
                            ("declined", "offered, and the client chose otherwise"),
                            ("not_offered", "not offered"),
                        ],
                        max_length=11,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("current", models.BooleanField(default=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.offerreason",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="offerreason",
            constraint=models.UniqueConstraint(
                fields=("organisation", "key"), name="offer_reason_key_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="offerreason",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["declined", "not_offered"])),
                name="agreeing_needs_no_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="channeloffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)),
                fields=("meeting", "channel"),
                name="a_way_is_offered_once_for_a_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="channeloffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "accepted"), _negated=True), ("reason__isnull", True), _connector="OR"
                ),
                name="who_agrees_gives_no_reason",
            ),
        ),
    ]
