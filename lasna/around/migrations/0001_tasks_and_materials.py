import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("meetings", "0017_called_before"),
        ("people", "0009_booking_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title_fi", models.CharField(max_length=100)),
                ("title_sv", models.CharField(blank=True, max_length=100)),
                ("title_en", models.CharField(blank=True, max_length=100)),
                ("words_fi", models.TextField(blank=True)),
                ("words_sv", models.TextField(blank=True)),
                ("words_en", models.TextField(blank=True)),
                ("link", models.CharField(blank=True, max_length=2000)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("closed_at", models.DateTimeField(null=True)),
                ("organisation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation")),
                ("type", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="meetings.meetingtype")),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ThankedType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="thanked", to="meetings.meetingtype")),
            ],
        ),
        migrations.CreateModel(
            name="TypeTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title_fi", models.CharField(max_length=100)),
                ("title_sv", models.CharField(blank=True, max_length=100)),
                ("title_en", models.CharField(blank=True, max_length=100)),
                ("words_fi", models.TextField(blank=True)),
                ("words_sv", models.TextField(blank=True)),
                ("words_en", models.TextField(blank=True)),
                ("link", models.CharField(blank=True, max_length=2000)),
                ("days", models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)])),
                ("closed_at", models.DateTimeField(null=True)),
                ("type", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="task", to="meetings.meetingtype")),
            ],
        ),
        migrations.CreateModel(
            name="ClientTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_at", models.DateTimeField(null=True)),
                ("left_out_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("participant", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="task", to="meetings.participant")),
                ("task", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="around.typetask")),
            ],
            options={
                "ordering": ["participant"],
            },
        ),
        migrations.AddConstraint(
            model_name="typetask",
            constraint=models.CheckConstraint(condition=models.Q(("days__gte", 1), ("days__lte", 30)), name="task_comes_before"),
        ),
        migrations.AddIndex(
            model_name="clienttask",
            index=models.Index(condition=models.Q(("due_at__isnull", False), ("left_out_at__isnull", True), ("sent_at__isnull", True)), fields=["due_at"], name="tasks_that_wait"),
        ),
        migrations.AddConstraint(
            model_name="clienttask",
            constraint=models.CheckConstraint(condition=models.Q(("sent_at__isnull", False), models.Q(("done_at__isnull", True), ("seen_at__isnull", True)), _connector="OR"), name="a_task_is_done_after_it_was_sent"),
        ),
        migrations.AddConstraint(
            model_name="clienttask",
            constraint=models.CheckConstraint(condition=models.Q(("sent_at__isnull", True), ("left_out_at__isnull", True), _connector="OR"), name="a_task_that_was_sent_is_not_left_out"),
        ),
        migrations.AddConstraint(
            model_name="clienttask",
            constraint=models.CheckConstraint(condition=models.Q(("seen_at__isnull", True), ("seen_at__gte", models.F("sent_at")), _connector="OR"), name="a_task_is_seen_after_it_was_sent"),
        ),
    ]
