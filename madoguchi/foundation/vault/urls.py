from django.urls import path

from madoguchi.foundation.vault.views import unlock

app_name = "vault"
urlpatterns = [
    path("unlock/", unlock.unlock, name="unlock"),
    path("lock/", unlock.lock, name="lock"),
    path("renew/", unlock.renew, name="renew"),
]
