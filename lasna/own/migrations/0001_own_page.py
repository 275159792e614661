import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("clients", "0003_added_at"),
        ("meetings", "0011_companion_invited_at"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sent_by", models.CharField(blank=True, max_length=5)),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("code_until", models.DateTimeField(null=True)),
                ("tries_left", models.PositiveSmallIntegerField(default=0)),
                ("codes_from", models.DateTimeField(null=True)),
                ("codes_sent", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="own_link",
                        to="clients.client",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WayWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "way",
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
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="way_wishes",
                        to="clients.client",
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="way_wish",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("meeting__isnull", True)),
                        fields=("client",),
                        name="a_client_has_one_wish_in_general",
                    ),
                ],
            },
        ),
    ]
