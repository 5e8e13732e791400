from django.urls import path

from madoguchi.company.rules import draft_views, steps, views  # noqa: F401

app_name = "rules"
_room = "room/<int:room>/rules/"
_table = f"{_room}tables/<int:handling>/"
_draft = f"{_room}drafts/<int:draft>/"
urlpatterns = [
    path("rules/", views.home, name="home"),
    path(_room, views.index, name="index"),
    path(f"{_room}begin/", views.begin, name="begin"),
    path(f"{_room}history/", views.history, name="history"),
    path(_table, views.table, name="table"),
    path(f"{_table}revise/", views.revise, name="revise"),
    path(f"{_table}recall/", views.recall, name="recall"),
    path(f"{_table}print/", views.print_table, name="print"),
    path(f"{_table}labels/", views.labels, name="labels"),
    path(f"{_table}training/", views.training, name="training"),
    path(f"{_table}sheet.xlsx", views.sheet, name="sheet"),
    path(_draft, draft_views.draft, name="draft"),
    path(f"{_draft}rows/<slug:action>/", draft_views.say, name="say"),
    path(f"{_draft}names/", draft_views.name, name="name"),
    path(f"{_draft}bring/", draft_views.bring, name="bring"),
    path(f"{_draft}discard/", draft_views.discard, name="discard"),
]
