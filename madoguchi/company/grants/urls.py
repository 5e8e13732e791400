from django.urls import path

from madoguchi.company.grants import views

app_name = "grants"
urlpatterns = [
    path("room/<int:organisation>/grants/", views.index, name="index"),
    path("room/<int:organisation>/grants/give/", views.grant, name="grant"),
    path("room/<int:organisation>/log/", views.log, name="log"),
    path("room/grants/<int:grant>/revoke/", views.revoke, name="revoke"),
    path("supported/", views.shown, name="shown"),
    path("supported/<int:organisation>/", views.company, name="company"),
]
