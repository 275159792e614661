from django.urls import path

from lasna.around.views import administering, client, meeting

urlpatterns = [
    path("m/<str:token>/task", client.door_task, name="door_task"),
    path("o/<str:token>/task", client.own_task, name="own_task"),
    path("meetings/<int:meeting_id>/task/<int:participant_id>", meeting.task, name="meeting_task"),
    path("meetings/<int:meeting_id>/thanks", meeting.thanks, name="meeting_thanks"),
    path("administration/tasks", administering.type_tasks, name="type_tasks"),
    path("administration/tasks/<int:type_id>", administering.type_task, name="type_task"),
    path("administration/tasks/<int:type_id>/close", administering.close_task, name="close_type_task"),
    path("administration/thanks", administering.thanks, name="thanks"),
    path("administration/materials", administering.materials, name="materials"),
    path("administration/materials/new", administering.add_material, name="add_material"),
    path("administration/materials/<int:material_id>", administering.material, name="material"),
    path(
        "administration/materials/<int:material_id>/move", administering.move_material, name="move_material"
    ),
    path(
        "administration/materials/<int:material_id>/close",
        administering.close_material,
        name="close_material",
    ),
    path(
        "administration/materials/<int:material_id>/reopen",
        administering.reopen_material,
        name="reopen_material",
    ),
]
