import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("clients", "0003_added_at"),
        ("meetings", "0011_companion_invited_at"),
        ("people", "0005_issuer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookingLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_by", models.CharField(max_length=5)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("changes", models.PositiveSmallIntegerField(default=0)),
                ("until", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("adviser", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="booking_links", to="clients.client")),
                ("made_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("meeting", models.OneToOneField(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="booked_by", to="meetings.meeting")),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation")),
                ("type", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="meetings.meetingtype")),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["client", "made_at"], name="links_of_a_client")],
            },
        ),
        migrations.CreateModel(
            name="BusyWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("week", models.IntegerField()),
                ("taken", models.BinaryField()),
                ("person", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "week"), name="a_week_is_counted_once")],
            },
        ),
        migrations.CreateModel(
            name="OpeningException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opens", models.BooleanField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("starts", models.TimeField(null=True)),
                ("ends", models.TimeField(null=True)),
                ("office", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.office")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="opening_exceptions", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["first", "pk"],
                "indexes": [models.Index(fields=["person", "last"], name="exceptions_to_come")],
                "constraints": [models.CheckConstraint(condition=models.Q(("last__gte", models.F("first"))), name="exception_ends_after_it_begins"), models.CheckConstraint(condition=models.Q(models.Q(("ends__isnull", True), ("opens", False), ("starts__isnull", True)), ("ends__gt", models.F("starts")), _connector="OR"), name="an_exception_has_both_times_or_is_a_day_away"), models.CheckConstraint(condition=models.Q(models.Q(("office__isnull", False), ("opens", True)), models.Q(("office__isnull", True), ("opens", False)), _connector="OR"), name="who_is_there_besides_is_so_for_an_office")],
            },
        ),
        migrations.CreateModel(
            name="OpeningHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(choices=[(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday")])),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("channels", models.CharField(blank=True, max_length=60)),
                ("office", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="opening_hours", to="people.office")),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="opening_hours", to=settings.AUTH_USER_MODEL)),
                ("types", models.ManyToManyField(blank=True, related_name="+", to="meetings.meetingtype")),
            ],
            options={
                "ordering": ["weekday", "starts", "pk"],
                "constraints": [models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="opening_ends_after_it_starts"), models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="a_week_has_seven_days")],
            },
        ),
    ]
