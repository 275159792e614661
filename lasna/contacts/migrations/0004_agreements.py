import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clients", "0003_added_at"),
        ("contacts", "0003_of_nobody"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rhythm", models.CharField(choices=[("weekly", "every week"), ("fortnightly", "every other week"), ("four_weekly", "every four weeks"), ("client", "the client gets in touch")], max_length=11)),
                ("channel", models.CharField(choices=[("in_person", "in person"), ("phone", "phone"), ("video", "video"), ("chat", "chat"), ("email", "e-mail"), ("message", "message")], default="phone", max_length=10)),
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("part_of_day", models.CharField(blank=True, choices=[("", "any time"), ("morning", "in the morning"), ("afternoon", "in the afternoon")], max_length=9)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("agreed_on", models.DateField()),
                ("nominal_on", models.DateField()),
                ("due_on", models.DateField()),
                ("paused_until", models.DateField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("tried_at", models.DateTimeField(null=True)),
                ("kept_on", models.DateField(null=True)),
                ("was_nominal_on", models.DateField(null=True)),
                ("was_due_on", models.DateField(null=True)),
                ("agreed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("client", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="agreement", to="clients.client")),
                ("kept_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="contacts.contact")),
            ],
            options={
                "indexes": [models.Index(fields=["due_on"], name="agreements_due")],
                "constraints": [models.CheckConstraint(condition=models.Q(("weekday__isnull", True), ("weekday__lte", 6), _connector="OR"), name="an_agreed_day_is_of_the_week")],
            },
        ),
    ]
