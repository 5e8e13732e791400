from django.urls import path

from madoguchi.company.diagnosis import steps, views  # noqa: F401

app_name = "diagnosis"
urlpatterns = [
    path("", views.index, name="index"),
    path("begin/", views.begin, name="begin"),
    path("<int:diagnosis>/", views.detail, name="detail"),
    path("<int:diagnosis>/answers/<str:block>/", views.answer, name="answer"),
    path("<int:diagnosis>/answers/<str:block>/keep/", views.keep, name="keep"),
    path("<int:diagnosis>/finish/", views.finish, name="finish"),
    path("<int:diagnosis>/discard/", views.discard, name="discard"),
    path("<int:diagnosis>/sheet.xlsx", views.sheet, name="sheet"),
]
