from django.urls import path

from madoguchi.company.companies import twin_views, views

app_name = "companies"
urlpatterns = [
    path("", views.index, name="index"),
    path("register/", views.register, name="register"),
    path("use/", views.use, name="use"),
    path("twins/", twin_views.twins, name="twins"),
    path("twins/apart/", twin_views.aparts, name="aparts"),
    path("twins/apart/<int:apart>/propose-again/", twin_views.propose_again, name="propose_again"),
    path("twins/<int:first>/<int:second>/", twin_views.compare, name="compare"),
    path("twins/<int:first>/<int:second>/set-apart/", twin_views.set_apart, name="set_apart"),
    path("merges/", twin_views.merges, name="merges"),
    path("merges/<int:merge>/", twin_views.merge, name="merge"),
    path("merges/<int:merge>/undo/", twin_views.undo_merge, name="undo_merge"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/invite/", views.invite, name="invite"),
    path("<int:pk>/invite/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/size/", views.state_size, name="state_size"),
    path("<int:pk>/contacts/add/", views.add_contact, name="add_contact"),
    path("<int:pk>/contacts/<uuid:contact>/remove/", views.remove_contact, name="remove_contact"),
]
