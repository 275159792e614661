import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0008_old_sights_are_found"),
        ("room", "0003_sharing_without_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Gathering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("server", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=64)),
                ("meeting", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="gathering", to="meetings.meeting")),
            ],
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("server", models.CharField(max_length=200)),
                ("session", models.BigIntegerField()),
                ("sending", models.BigIntegerField()),
                ("receiving", models.BigIntegerField()),
                ("private", models.BigIntegerField()),
                ("holder", models.CharField(max_length=32)),
                ("participant", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="legs", to="meetings.participant")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("participant", "number"), name="leg_once")],
            },
        ),
    ]
