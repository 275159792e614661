from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("wording", "0001_editions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="wording",
            name="channel",
            field=models.CharField(choices=[("email", "e-mail"), ("sms", "text message"), ("post", "letter")], max_length=5),
        ),
    ]
