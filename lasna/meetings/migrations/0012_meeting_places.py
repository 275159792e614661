import django.db.models.deletion
import lasna.meetings.models.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0003_added_at"),
        ("live", "0001_initial"),
        ("meetings", "0011_companion_invited_at"),
        ("people", "0006_reminders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("room", "own meeting room"),
                            ("library", "library's room"),
                            ("partner", "partner's room"),
                        ],
                        default="room",
                        max_length=7,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("directions", models.CharField(blank=True, max_length=300)),
                ("equipment", models.CharField(blank=True, max_length=80)),
                ("access", models.CharField(blank=True, max_length=60)),
                ("capacity", models.PositiveSmallIntegerField(default=2)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meeting_places",
                        to="people.office",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meeting_places",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="meetings.meetingplace",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("place__isnull", False)),
                fields=["place", "starts"],
                name="meetings_of_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=lasna.meetings.models.constraints.OnPostgres(
                condition=models.Q(
                    ("place__isnull", False), models.Q(("status__in", ["ended", "cancelled"]), _negated=True)
                ),
                expressions=[
                    (lasna.meetings.models.constraints.Span("starts", "ends"), "&&"),
                    ("place", "="),
                ],
                name="place_holds_one_meeting_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingplace",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__gt", 0)), name="meeting_place_holds_somebody"
            ),
        ),
    ]
