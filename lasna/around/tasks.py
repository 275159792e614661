"""What the worker does: tasks leave when their moment has come."""

from lasna.around.services import send_due_tasks
from lasna.kernel.leases import sweep


@sweep(every_seconds=60)
def tasks_before_meetings() -> bool:
    send_due_tasks()
    return False
