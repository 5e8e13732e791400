from django.urls import path

from madoguchi.desk.logbooks import views

app_name = "logbooks"
urlpatterns = [
    path("", views.index, name="index"),
    path("receive/", views.receive, name="receive"),
    path("<int:logbook>/", views.detail, name="detail"),
    path("<int:logbook>/read/", views.read_file, name="read"),
    path("<int:logbook>/fates/", views.fates, name="fates"),
    path("<int:logbook>/rows/<int:row>/settle/", views.settle, name="settle"),
    path("<int:logbook>/discard/", views.discard, name="discard"),
    path("<int:logbook>/undo/", views.undo, name="undo"),
    path("<int:logbook>/resume/", views.resume, name="resume"),
]
