"""The map of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("madoguchi.public.home.urls")),
    path("", include("madoguchi.desk.counter.urls")),
    path("consultations/", include("madoguchi.desk.consultations.urls")),
    path("appointments/", include("madoguchi.desk.appointments.urls")),
    path("", include("madoguchi.desk.engagements.urls")),
    path("room/", include("madoguchi.company.workspace.urls")),
    path("room/", include("madoguchi.company.todo.urls")),
    path("room/", include("madoguchi.company.documents.urls")),
    path("", include("madoguchi.company.grants.urls")),
    path("companies/", include("madoguchi.company.companies.urls")),
    path("diagnosis/", include("madoguchi.company.diagnosis.urls")),
    path("agreements/", include("madoguchi.company.agreements.urls")),
    path("", include("madoguchi.company.rules.urls")),
    path("", include("madoguchi.company.notices.urls")),
    path("assets/", include("madoguchi.company.assets.urls")),
    path("logbooks/", include("madoguchi.desk.logbooks.urls")),
    path("figures/", include("madoguchi.desk.reports.urls")),
    path("keys/", include("madoguchi.foundation.vault.urls")),
    path("", include("madoguchi.foundation.accounts.sign_in_urls")),
    path("", include("madoguchi.foundation.accounts.urls")),
]
