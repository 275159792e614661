from django.urls import path

from lasna.oversight import views

urlpatterns = [
    path("administration/outbox", views.outbox, name="outbox"),
    path("administration/outbox/<int:message_id>/again", views.send_again, name="send_again"),
    path("administration/outbox/<int:message_id>/arrived", views.note_arrival, name="note_arrival"),
    path("administration/audit", views.audit, name="audit"),
    path("administration/audit/export", views.export, name="export_audit"),
    path("administration/audit/verify", views.verify, name="verify_audit"),
]
