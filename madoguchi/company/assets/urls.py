from django.urls import path

from madoguchi.company.assets import check_views, item_views, steps, tidy_views, views  # noqa: F401

app_name = "assets"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:room>/", views.index, name="index"),
    path("<int:room>/add/", item_views.add, name="add"),
    path("<int:room>/inventory/", views.inventory, name="inventory"),
    path("<int:room>/paste/", views.paste, name="paste"),
    path("<int:room>/paste/file/", views.paste_file, name="paste_file"),
    path("<int:room>/export/", views.export, name="export"),
    path("<int:room>/contamination/", check_views.contamination_page, name="contamination"),
    path("<int:room>/contamination/<slug:alert>/<int:subject>/accept/", check_views.accept, name="accept"),
    path("<int:room>/contamination/<uuid:acceptance>/withdraw/", check_views.withdraw, name="withdraw"),
    path("<int:room>/map/", views.map_page, name="map"),
    path("<int:room>/tidied/", tidy_views.tidied, name="tidied"),
    path("<int:room>/tidy/<slug:sort>/", tidy_views.tidy, name="tidy"),
    path("<int:room>/tidy/<slug:sort>/<int:named>/rename/", tidy_views.rename, name="rename"),
    path("<int:room>/tidy/<slug:sort>/<int:named>/merge/", tidy_views.merge, name="merge"),
    path("<int:room>/tidy/<slug:sort>/<int:named>/drop/", tidy_views.drop, name="drop"),
    path("<int:room>/tidy/<slug:sort>/<int:named>/forget/", tidy_views.forget, name="forget"),
    path("<int:room>/<int:asset>/", item_views.detail, name="detail"),
    path("<int:room>/<int:asset>/correct/", item_views.correct, name="correct"),
    path("<int:room>/<int:asset>/note/", item_views.note, name="note"),
    path("<int:room>/<int:asset>/disclose/", item_views.disclose, name="disclose"),
    path("<int:room>/<int:asset>/retire/", item_views.retire, name="retire"),
    path("<int:room>/<int:asset>/disclosures/<int:disclosure>/", item_views.take_back, name="take_back"),
]
