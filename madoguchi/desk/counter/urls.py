from django.urls import path

from madoguchi.desk.counter import views
from madoguchi.foundation.core import converters  # noqa: F401

app_name = "counter"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("cases/<number:number>/", views.case, name="case"),
    path("cases/<number:number>/sheet/", views.case_sheet, name="case_sheet"),
    path("cases/<number:number>/log/", views.access_log, name="access_log"),
    path("hand-over/", views.leavers, name="leavers"),
    path("hand-over/<int:person>/", views.hand_over, name="hand_over"),
]
