from django.urls import path

from madoguchi.company.todo import steps as steps
from madoguchi.company.todo import views

app_name = "todo"
urlpatterns = [
    path("todo/", views.home, name="home"),
    path("<int:room>/todo/", views.index, name="index"),
    path("<int:room>/todo/ask/", views.ask, name="ask"),
    path("<int:room>/todo/<int:task>/finish/", views.finish, name="finish"),
    path("<int:room>/todo/<int:task>/postpone/", views.postpone, name="postpone"),
    path("<int:room>/todo/<int:task>/drop/", views.drop, name="drop"),
    path("<int:room>/todo/<int:task>/take_up/", views.take_up, name="take_up"),
]
