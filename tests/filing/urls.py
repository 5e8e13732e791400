from django.urls import include, path

from tests.filing import views

filing = [path("<int:pk>/", views.put, name="put"), path("<uuid:pk>/", views.get, name="get")]
urlpatterns = [path("filing/", include((filing, "filing"))), path("", include("madoguchi.config.urls"))]
