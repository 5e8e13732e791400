from django.urls import path

from madoguchi.desk.appointments import views
from madoguchi.foundation.core import converters  # noqa: F401

app_name = "appointments"
urlpatterns = [
    path("mine.ics", views.my_calendar, name="my_calendar"),
    path("new/<number:number>/", views.book, name="book"),
    path("<int:appointment>/change/", views.change, name="change"),
    path("<int:appointment>/cancel/", views.cancel, name="cancel"),
    path("<int:appointment>/finish/", views.finish, name="finish"),
    path("<int:appointment>/appointment.ics", views.calendar, name="calendar"),
]
