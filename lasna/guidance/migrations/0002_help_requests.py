import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('guidance', '0001_trials'),
        ('meetings', '0011_companion_invited_at'),
        ('people', '0006_reminders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HelpRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('hear', 'hears nothing'), ('heard', 'is not heard'), ('camera', 'the camera does not work'), ('other', 'something else')], max_length=6)),
                ('device', models.CharField(blank=True, max_length=60)),
                ('network', models.CharField(blank=True, max_length=10)),
                ('state', models.CharField(choices=[('asked', 'waits for somebody who helps'), ('taken', 'is being helped'), ('solved', 'works now'), ('unsolved', 'did not work'), ('over', 'the meeting ended before')], default='asked', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('helper', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='help_requests', to='meetings.participant')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'indexes': [models.Index(fields=['office', 'asked_at'], name='help_requests_of_an_office')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('participant',), name='one_open_help_request_of_a_participant'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state__in', ['asked', 'taken'])), models.Q(models.Q(('state__in', ['asked', 'taken']), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='a_help_request_is_open_or_settled'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), _negated=True), ('helper__isnull', False), _connector='OR'), name='who_helps_is_somebody')],
            },
        ),
    ]
