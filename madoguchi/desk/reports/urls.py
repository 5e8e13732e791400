from django.urls import path

from madoguchi.desk.reports import views
from madoguchi.foundation.core import converters  # noqa: F401

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("book.xlsx", views.book, name="book"),
    path("table-<slug:table>.csv", views.table, name="table"),
    path("years.csv", views.years, name="years"),
    path("close/<year:year>/", views.close, name="close"),
    path("closings/<int:closing>/correct/", views.correct, name="correct"),
    path("corrections/<int:correction>/", views.correction, name="correction"),
    path("corrections/<int:correction>/sheet.csv", views.correction_sheet, name="correction_sheet"),
    path("published/", views.published, name="published"),
    path("published/<int:published>/remove/", views.remove_published, name="remove_published"),
]
