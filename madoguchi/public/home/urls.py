from django.urls import path

from madoguchi.public.home import views

app_name = "home"
urlpatterns = [
    path("", views.index, name="index"),
    path("gallery/", views.gallery, name="gallery"),
]
