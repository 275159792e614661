from django.urls import path

from lasna.meetings.views import door, handing_over, people, planning, room, rules, staff, today, types

urlpatterns = [
    path("m/<str:token>", door.door, name="door"),
    path("m/<str:token>/ask-code", door.ask_code, name="door_ask_code"),
    path("m/<str:token>/code", door.code, name="door_code"),
    path("m/<str:token>/enter", door.enter, name="door_enter"),
    path("m/<str:token>/call", door.ask_call, name="door_ask_call"),
    path("", today.today, name="today"),
    path("administration/staff/<int:person_id>/hand-over", handing_over.hand_over, name="hand_over"),
    path("meetings/new", planning.new_meeting, name="new_meeting"),
    path("meetings/preview/<int:client_id>", planning.preview, name="preview_meeting"),
    path("meetings/<int:meeting_id>", staff.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/move", planning.move, name="move_meeting"),
    path("meetings/<int:meeting_id>/cancel", planning.cancel, name="cancel_meeting"),
    path("meetings/<int:meeting_id>/outcome", staff.outcome, name="meeting_outcome"),
    path("meetings/<int:meeting_id>/call", staff.call, name="meeting_call"),
    path("meetings/<int:meeting_id>/link", staff.link, name="meeting_link"),
    path("meetings/<int:meeting_id>/vouch", staff.vouch, name="meeting_vouch"),
    path("meetings/<int:meeting_id>/code", staff.code, name="meeting_code"),
    path("meetings/<int:meeting_id>/room", room.host_room, name="meeting_room"),
    path("meetings/<int:meeting_id>/join", room.colleague_room, name="join_meeting"),
    path("meetings/<int:meeting_id>/people/new", people.add_partner, name="add_partner"),
    path("meetings/<int:meeting_id>/people/colleague", people.add_colleague, name="add_colleague"),
    path(
        "meetings/<int:meeting_id>/people/<int:participant_id>/remove", people.remove, name="remove_partner"
    ),
    path(
        "meetings/<int:meeting_id>/people/<int:participant_id>/agreed",
        people.tell_consent,
        name="tell_consent",
    ),
    path("meetings/<int:meeting_id>/take-over", people.take_over, name="take_over"),
    path("administration/meeting-types", types.meeting_types, name="meeting_types"),
    path("administration/meeting-types/new", types.add_meeting_type, name="add_meeting_type"),
    path("administration/meeting-types/<int:type_id>", types.meeting_type, name="meeting_type"),
    path("administration/meeting-types/<int:type_id>/move", types.move_type, name="move_meeting_type"),
    path("administration/meeting-types/<int:type_id>/close", types.close_type, name="close_meeting_type"),
    path("administration/meeting-types/<int:type_id>/reopen", types.reopen_type, name="reopen_meeting_type"),
    path("administration/rules", rules.rules, name="rules"),
    path("administration/rules/organisation", rules.of_organisation, name="rules_of_organisation"),
    path("administration/rules/offices/<int:office_id>", rules.of_office, name="rules_of_office"),
    path("administration/rules/types/<int:type_id>", rules.of_type, name="rules_of_type"),
    path("meetings/<int:meeting_id>/rules", rules.of_meeting, name="rules_of_meeting"),
]
