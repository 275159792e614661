import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0004_call_before"),
        ("live", "0001_initial"),
        ("meetings", "0021_law_source"),
        ("people", "0009_booking_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="callattempt",
            name="participant",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="call_attempts",
                to="meetings.participant",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="seats",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="title",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="participant",
            name="calendar_sequence",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="participant",
            name="group_seat",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="participant",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("met", "met"),
                    ("did_not_come", "did not come"),
                    ("technology_prevented", "technology prevented"),
                    ("cancelled", "cancelled"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="client",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="clients.client",
            ),
        ),
        migrations.AddIndex(
            model_name="meeting",
            index=models.Index(
                condition=models.Q(("seats__isnull", False)),
                fields=["office", "starts"],
                name="groups_of_an_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("client__isnull", False), ("seats__isnull", True), ("title", "")),
                    models.Q(
                        ("client__isnull", True),
                        ("seats__isnull", False),
                        models.Q(("title", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_meeting_has_one_client_or_is_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seats__isnull", True), models.Q(("seats__gte", 2), ("seats__lte", 20)), _connector="OR"
                ),
                name="a_group_has_two_to_twenty_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("group_seat__isnull", False)),
                fields=("meeting", "group_seat"),
                name="a_seat_of_a_group_is_one_clients",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("group_seat__isnull", True),
                    models.Q(
                        ("client__isnull", False),
                        ("group_seat__gte", 1),
                        ("group_seat__lte", 20),
                        ("role", "client"),
                    ),
                    _connector="OR",
                ),
                name="seats_are_numbered_from_one_to_twenty",
            ),
        ),
    ]
