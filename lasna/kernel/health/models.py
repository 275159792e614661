from django.db import models


class SignOfLife(models.Model):
    """A worker was alive at ``seen_at``. One row a process, renewed by itself."""

    process = models.CharField(max_length=60, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)
