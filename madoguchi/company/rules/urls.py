from django.urls import path

from madoguchi.company.rules import draft_views, level_views, steps, views  # noqa: F401

app_name = "rules"
_room = "room/<int:room>/rules/"
_table = f"{_room}tables/<int:handling>/"
_draft = f"{_room}drafts/<int:draft>/"
_level = f"{_draft}levels/<slug:level>/"
urlpatterns = [
    path("rules/", views.home, name="home"),
    path(_room, views.index, name="index"),
    path(f"{_room}begin/", views.begin, name="begin"),
    path(f"{_room}history/", views.history, name="history"),
    path(f"{_room}measures/", views.catalogue, name="catalogue"),
    path(_table, views.table, name="table"),
    path(f"{_table}revise/", views.revise, name="revise"),
    path(f"{_table}recall/", views.recall, name="recall"),
    path(f"{_table}print/", views.print_table, name="print"),
    path(f"{_table}labels/", views.labels, name="labels"),
    path(f"{_table}training/", views.training, name="training"),
    path(f"{_table}sheet.xlsx", views.sheet, name="sheet"),
    path(_draft, draft_views.draft, name="draft"),
    path(f"{_draft}rows/<slug:action>/", draft_views.say, name="say"),
    path(f"{_draft}levels/", level_views.levels, name="levels"),
    path(f"{_draft}levels/add/", level_views.add_level, name="add_level"),
    path(f"{_draft}names/", level_views.name, name="name"),
    path(f"{_level}raise/", level_views.raise_level, name="raise_level"),
    path(f"{_level}lower/", level_views.lower_level, name="lower_level"),
    path(f"{_level}remove/", level_views.remove_level, name="remove_level"),
    path(f"{_draft}bring/", draft_views.bring, name="bring"),
    path(f"{_draft}discard/", draft_views.discard, name="discard"),
]
