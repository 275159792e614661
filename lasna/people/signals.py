"""What others hear of people."""

from django.dispatch import Signal

link_made = Signal()
"""A person has a new link that is to reach them by mail: ``correspondence`` puts it in the outbox.

Sent inside the transaction that made it, with ``kind`` (of the message), ``about`` (the id of the link's
row), ``version``, ``person`` and ``until`` (of no use later).

The same news brings what needs no link: of ``factors_taken``, ``about`` is the person.
"""
