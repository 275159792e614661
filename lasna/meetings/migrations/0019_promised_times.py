import lasna.meetings.models.constraints
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0004_call_before'),
        ('live', '0001_initial'),
        ('meetings', '0018_waiting_room'),
        ('people', '0009_booking_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='meeting',
            name='adviser_is_in_one_meeting_at_a_time',
        ),
        migrations.RemoveConstraint(
            model_name='meeting',
            name='place_holds_one_meeting_at_a_time',
        ),
        migrations.AddField(
            model_name='meeting',
            name='collides',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='meeting',
            name='promised_offset',
            field=models.IntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(condition=models.Q(('collides', True)), fields=['adviser'], name='meetings_that_collide'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=lasna.meetings.models.constraints.OnPostgres(condition=models.Q(models.Q(('status__in', ['ended', 'cancelled']), _negated=True), ('collides', False)), expressions=[(lasna.meetings.models.constraints.Span('starts', 'ends'), '&&'), ('adviser', '=')], name='adviser_is_in_one_meeting_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=lasna.meetings.models.constraints.OnPostgres(condition=models.Q(('place__isnull', False), models.Q(('status__in', ['ended', 'cancelled']), _negated=True), ('collides', False)), expressions=[(lasna.meetings.models.constraints.Span('starts', 'ends'), '&&'), ('place', '=')], name='place_holds_one_meeting_at_a_time'),
        ),
    ]
