from django.urls import path

from madoguchi.company.documents import steps, version_views, views  # noqa: F401

app_name = "documents"
ROOM = "<int:room>/papers/"
PAPER = f"{ROOM}<int:document>/"
VERSION = f"{PAPER}<int:version>/"
urlpatterns = [
    path("papers/", views.home, name="home"),
    path(ROOM, views.index, name="index"),
    path(f"{ROOM}interview/", views.interview, name="interview"),
    path(f"{ROOM}generate/", views.generate, name="generate"),
    path(f"{ROOM}adopt/", views.adopt, name="adopt"),
    path(f"{ROOM}bring/", views.bring_along, name="bring_along"),
    path(f"{ROOM}older/", views.older, name="older"),
    path(PAPER, views.detail, name="detail"),
    path(f"{PAPER}generate/", views.generate_one, name="generate_one"),
    path(f"{PAPER}back/", views.take_back, name="take_back"),
    path(f"{PAPER}again/", views.regenerate, name="regenerate"),
    path(VERSION, version_views.version, name="version"),
    path(f"{VERSION}compare/", version_views.compare, name="compare"),
    path(f"{VERSION}word/", version_views.word_file, name="word"),
    path(f"{VERSION}pdf/", version_views.pdf_file, name="pdf"),
    path(f"{VERSION}review/", version_views.review, name="review"),
    path(f"{VERSION}approve/", version_views.approve, name="approve"),
    path(f"{VERSION}in-force/", version_views.put_in_force, name="put_in_force"),
]
