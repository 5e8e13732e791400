from django.urls import path

from madoguchi.company.companies import views

app_name = "companies"
urlpatterns = [
    path("", views.index, name="index"),
    path("register/", views.register, name="register"),
    path("use/", views.use, name="use"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/size/", views.state_size, name="state_size"),
    path("<int:pk>/contacts/add/", views.add_contact, name="add_contact"),
    path("<int:pk>/contacts/<uuid:contact>/remove/", views.remove_contact, name="remove_contact"),
]
