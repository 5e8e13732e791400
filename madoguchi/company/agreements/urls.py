from django.urls import path

from madoguchi.company.agreements import views

app_name = "agreements"
urlpatterns = [
    path("<int:room>/", views.index, name="index"),
    path("<int:room>/add/", views.add, name="add"),
    path("<int:room>/<int:agreement>/", views.detail, name="detail"),
    path("<int:room>/<int:agreement>/correct/", views.correct, name="correct"),
    path("<int:room>/<int:agreement>/renew/", views.renew, name="renew"),
    path("<int:room>/<int:agreement>/end/", views.end, name="end"),
    path("<int:room>/<int:agreement>/files/", views.attach, name="attach"),
    path("<int:room>/<int:agreement>/files/<uuid:file>/", views.download, name="download"),
]
