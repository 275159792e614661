import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("clients", "0005_postal_address"),
        ("correspondence", "0002_gateway_id"),
        ("people", "0009_booking_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="client",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="clients.client"),
        ),
        migrations.AddField(
            model_name="message",
            name="paper_hash",
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="message",
            name="posted_by",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name="mailboxitem",
            name="channel",
            field=models.CharField(choices=[("email", "e-mail"), ("sms", "text message"), ("post", "letter")], max_length=5),
        ),
        migrations.AlterField(
            model_name="message",
            name="address",
            field=models.CharField(max_length=500),
        ),
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(choices=[("email", "e-mail"), ("sms", "text message"), ("post", "letter")], max_length=5),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(choices=[("pending", "waiting to be sent"), ("print", "waiting to be printed"), ("sending", "being sent"), ("sent", "sent"), ("delivered", "delivered"), ("failed", "not sent"), ("dropped", "too late to send"), ("unknown", "not known whether it was sent")], default="pending", max_length=9),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("channel", "post")), fields=["organisation", "state", "client"], name="letters_by_state"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("channel", "post"), ("client__isnull", False), ("paper_hash__isnull", False)), models.Q(models.Q(("channel", "post"), _negated=True), models.Q(("state", "print"), _negated=True)), _connector="OR"), name="a_letter_is_to_a_client"),
        ),
    ]
