from django.db import models


class Tally(models.Model):
    """How often somebody guessed wrong, or, with ``times`` 0, a place that is known. Hashes only."""

    name_hash = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=30)
    times = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)
    """After it the row says nothing any more, and is swept away."""
