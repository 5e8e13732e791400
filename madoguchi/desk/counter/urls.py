from django.urls import path

from madoguchi.desk.counter import views

app_name = "counter"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/sheet/", views.case_sheet, name="case_sheet"),
    path("hand-over/", views.leavers, name="leavers"),
    path("hand-over/<int:person>/", views.hand_over, name="hand_over"),
]
