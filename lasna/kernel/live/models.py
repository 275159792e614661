from django.db import models


class Room(models.Model):
    """A stream of events: a meeting, a place at its door, or a person's desk. ``seq``: the last number."""

    class Kind(models.TextChoices):
        MEETING = "meeting"
        DOOR = "door"
        DESK = "desk"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["meeting", "door", "desk"]), name="room_kind_is_known"
            )
        ]


class StoredEvent(models.Model):
    """What happened, in order. Written in the transaction that made it happen."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["room", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="event_number_is_unique_in_its_room")
        ]
