import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0002_moves_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Waiting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("since", models.DateTimeField()),
                ("offers", models.PositiveSmallIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
                ("starts", models.DateTimeField(null=True)),
                ("ends", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                (
                    "adviser",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers_held",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting",
                        to="booking.bookinglink",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("adviser", "starts"), name="a_time_is_offered_to_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("adviser", None), ("ends", None), ("starts", None), ("until", None)),
                            models.Q(
                                ("adviser__isnull", False),
                                ("ends__gt", models.F("starts")),
                                ("until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="an_offer_is_whole",
                    ),
                ],
            },
        ),
    ]
