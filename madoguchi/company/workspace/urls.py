from django.urls import path

from madoguchi.company.workspace import views

app_name = "workspace"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:organisation>/", views.home, name="home"),
]
