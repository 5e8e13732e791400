from django.urls import path

from madoguchi.company.notices import reader_views, steps, views  # noqa: F401

app_name = "notices"
_room = "room/<int:room>/notices/"
_notice = f"{_room}<int:notice>/"
_recipient = f"{_notice}recipients/<int:recipient>/"
urlpatterns = [
    path("notice/", reader_views.told, name="told"),
    path("notice/read/", reader_views.told_read, name="told_read"),
    path("notice/<str:token>/", reader_views.arrive, name="arrive"),
    path("notices/", views.home, name="home"),
    path(_room, views.index, name="index"),
    path(f"{_room}begin/", views.begin, name="begin"),
    path(f"{_room}evidence/", views.evidence, name="evidence"),
    path(f"{_room}evidence/sheet.xlsx", views.sheet, name="sheet"),
    path(_notice, views.detail, name="detail"),
    path(f"{_notice}add/", views.add, name="add"),
    path(f"{_notice}links/", views.link, name="link"),
    path(f"{_notice}close/", views.close, name="close"),
    path(f"{_notice}read/", reader_views.answer, name="answer"),
    path(f"{_notice}acknowledge/", reader_views.acknowledge, name="acknowledge"),
    path(f"{_recipient}link/", views.relink, name="relink"),
    path(f"{_recipient}revoke/", views.revoke, name="revoke"),
]
