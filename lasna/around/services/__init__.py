"""Verbs around meetings: one transaction each; lock order room, door, desk, rows, outbox, audit."""

from lasna.around.services.administering import (
    MaterialWish,
    TaskWish,
    add_material,
    change_material,
    close_material,
    close_task,
    move_material,
    reopen_material,
    write_task,
)
from lasna.around.services.doing import ask_task_code, mark_done, open_task, see_task
from lasna.around.services.sending import (
    erase_tasks,
    leave_task_out,
    move_task,
    propose_task,
    send_due_tasks,
    send_task,
    take_task,
)
from lasna.around.services.thanking import say_thanked, send_thanks, settle_thanks

__all__ = [
    "MaterialWish",
    "TaskWish",
    "add_material",
    "ask_task_code",
    "change_material",
    "close_material",
    "close_task",
    "erase_tasks",
    "leave_task_out",
    "mark_done",
    "move_material",
    "move_task",
    "open_task",
    "propose_task",
    "reopen_material",
    "say_thanked",
    "see_task",
    "send_due_tasks",
    "send_task",
    "send_thanks",
    "settle_thanks",
    "take_task",
    "write_task",
]
