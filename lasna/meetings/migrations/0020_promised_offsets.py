"""The time on the clock of what is planned already, by the rules that are known when this runs."""

from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations
from django.utils import timezone

AT_ONCE = 1000


def note_offsets(apps, schema_editor):
    meetings = apps.get_model("meetings", "Meeting").objects.filter(promised_offset=None)
    to_come = meetings.filter(status="planned", ends__gt=timezone.now() - timedelta(days=1)).order_by("pk")
    last = 0
    while rows := list(to_come.filter(pk__gt=last).values_list("pk", "starts", "zone")[:AT_ONCE]):
        by_offset = defaultdict(list)
        for number, starts, zone in rows:
            offset = starts.astimezone(ZoneInfo(zone)).utcoffset().total_seconds()
            by_offset[int(offset)].append(number)
        for offset, numbers in by_offset.items():
            meetings.filter(pk__in=numbers).update(promised_offset=offset)
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0019_promised_times"),
    ]

    operations = [
        migrations.RunPython(note_offsets, migrations.RunPython.noop, elidable=True),
    ]
