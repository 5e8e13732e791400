from django.urls import path

from madoguchi.foundation.accounts import views
from madoguchi.foundation.core import converters  # noqa: F401

app_name = "accounts"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<int:person_id>/", views.person, name="person"),
    path("people/<int:person_id>/roles/", views.give_role, name="give_role"),
    path("people/<int:person_id>/disable/", views.disable, name="disable"),
    path("people/<int:person_id>/enable/", views.enable, name="enable"),
    path("people/<int:person_id>/second-factor/clear/", views.clear_second_factor, name="clear_second_factor"),
    path("memberships/<int:membership_id>/end/", views.end_role, name="end_role"),
    path("invitations/<int:invitation_id>/withdraw/", views.withdraw, name="withdraw"),
    path("invitations/accept/", views.accept, name="accept"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("settings/", views.settings, name="settings"),
    path("settings/sessions/", views.sessions, name="sessions"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("no-membership/", views.no_membership, name="no_membership"),
    path("desks/", views.desks, name="desks"),
    path("desks/<number:code>/introduce/", views.introduce_desk, name="introduce_desk"),
    path("desks/<number:code>/", views.desk, name="desk"),
    path("desks/<number:code>/closed-days/", views.close_day, name="close_day"),
    path("desks/<number:code>/closed-days/<int:closed_id>/open/", views.open_day, name="open_day"),
]
