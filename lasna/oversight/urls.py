from django.urls import path

from lasna.oversight import views

urlpatterns = [
    path("administration/audit", views.audit, name="audit"),
    path("administration/audit/export", views.export, name="export_audit"),
    path("administration/audit/verify", views.verify, name="verify_audit"),
]
