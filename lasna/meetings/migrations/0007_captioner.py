from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0006_beside"),
    ]

    operations = [
        migrations.AlterField(
            model_name="participant",
            name="role",
            field=models.CharField(choices=[("adviser", "adviser"), ("client", "client"), ("interpreter", "interpreter"), ("captioner", "captioner"), ("doctor", "doctor"), ("provider", "provider"), ("relative", "relative"), ("support", "support person"), ("colleague", "colleague")], max_length=16),
        ),
    ]
