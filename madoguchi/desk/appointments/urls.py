from django.urls import path

from madoguchi.desk.appointments import subscription_views, views
from madoguchi.foundation.core import converters  # noqa: F401

app_name = "appointments"
urlpatterns = [
    path("mine.ics", views.my_calendar, name="my_calendar"),
    path("subscription/", subscription_views.subscription, name="subscription"),
    path("subscription/begin/", subscription_views.subscribe, name="subscribe"),
    path("subscription/renew/", subscription_views.renew, name="renew"),
    path("subscription/end/", subscription_views.unsubscribe, name="unsubscribe"),
    path("subscribed/<str:token>.ics", subscription_views.subscribed, name="subscribed"),
    path("new/<number:number>/", views.book, name="book"),
    path("<int:appointment>/change/", views.change, name="change"),
    path("<int:appointment>/cancel/", views.cancel, name="cancel"),
    path("<int:appointment>/finish/", views.finish, name="finish"),
    path("<int:appointment>/appointment.ics", views.calendar, name="calendar"),
]
