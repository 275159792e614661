import django.db.models.deletion
import lasna.reception.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clients", "0003_added_at"),
        ("meetings", "0011_companion_invited_at"),
        ("people", "0007_sms_price"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reception",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(default=lasna.reception.models._key, max_length=16, unique=True)),
                ("name_fi", models.CharField(max_length=100)),
                ("name_sv", models.CharField(blank=True, max_length=100)),
                ("name_en", models.CharField(blank=True, max_length=100)),
                ("by_video", models.BooleanField(default=True)),
                ("by_phone", models.BooleanField(default=True)),
                ("in_person", models.BooleanField(default=False)),
                ("where", models.CharField(blank=True, max_length=200)),
                ("most", models.PositiveSmallIntegerField(default=20)),
                (
                    "said",
                    models.CharField(
                        blank=True,
                        choices=[("", "as its hours say"), ("open", "kept open"), ("closed", "closed")],
                        max_length=6,
                    ),
                ),
                ("said_until", models.DateTimeField(null=True)),
                ("shut_at", models.DateTimeField(null=True)),
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reception",
                        to="people.office",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="meetings.meetingtype",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReceptionDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opens", models.BooleanField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("starts", models.TimeField(null=True)),
                ("ends", models.TimeField(null=True)),
                (
                    "reception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="reception.reception",
                    ),
                ),
            ],
            options={
                "ordering": ["first", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReceptionHour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ]
                    ),
                ),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                (
                    "reception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="reception.reception",
                    ),
                ),
            ],
            options={
                "ordering": ["weekday", "starts", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Serving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="serving",
                        to="reception.reception",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("away", "page not open"),
                            ("taken", "taken"),
                            ("led", "meeting has been made"),
                            ("served", "served"),
                            ("left", "left"),
                            ("gone", "gone"),
                        ],
                        default="waiting",
                        max_length=7,
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
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=2)),
                ("cookie_hash", models.CharField(max_length=64, null=True, unique=True)),
                ("told_box", models.TextField(blank=True)),
                ("joined_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="visit",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "reception",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="reception.reception",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["joined_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("by_video", True), ("by_phone", True), ("in_person", True), _connector="OR"
                ),
                name="a_reception_has_a_way_to_meet",
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_person", False), models.Q(("where", ""), _negated=True), _connector="OR"
                ),
                name="who_comes_in_person_knows_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gte", 1)), name="a_queue_has_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="reception",
            constraint=models.CheckConstraint(
                condition=models.Q(("said", ""), ("said_until__isnull", False), _connector="OR"),
                name="what_is_said_at_the_desk_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="receptionday",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))),
                name="reception_day_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="receptionday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends__isnull", True), ("opens", False), ("starts__isnull", True)),
                    ("ends__gt", models.F("starts")),
                    _connector="OR",
                ),
                name="a_reception_day_has_both_times_or_is_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="receptionhour",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))), name="reception_closes_after_it_opens"
            ),
        ),
        migrations.AddConstraint(
            model_name="receptionhour",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekday__lte", 6)), name="reception_has_seven_days_a_week"
            ),
        ),
        migrations.AddConstraint(
            model_name="serving",
            constraint=models.UniqueConstraint(
                fields=("reception", "person"), name="an_adviser_serves_a_reception_once"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["reception", "joined_at"], name="visits_in_order"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("client__isnull", False)), fields=["client"], name="visits_of_clients"
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(
                condition=models.Q(("cookie_hash__isnull", False)),
                fields=["joined_at"],
                name="visits_to_be_forgotten",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "taken"), _negated=True),
                    models.Q(("lease_until__isnull", False), ("taken_by__isnull", False)),
                    _connector="OR",
                ),
                name="who_is_taken_is_taken_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["served", "left", "gone"])),
                    models.Q(("ended_at__isnull", True), ("state__in", ["waiting", "away", "taken", "led"])),
                    _connector="OR",
                ),
                name="a_visit_is_over_or_it_is_not",
            ),
        ),
    ]
