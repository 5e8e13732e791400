from django.urls import path

from madoguchi.desk.reports import views

app_name = "reports"
urlpatterns = [path("", views.index, name="index")]
