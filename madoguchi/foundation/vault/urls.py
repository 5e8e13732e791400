from django.urls import path

from madoguchi.foundation.vault.views import officers, recovery, unlock

app_name = "vault"
urlpatterns = [
    path("unlock/", unlock.unlock, name="unlock"),
    path("lock/", unlock.lock, name="lock"),
    path("renew/", unlock.renew, name="renew"),
    path("take-out/", unlock.take_out_key, name="take_out_key"),
    path("officers/", officers.officers, name="officers"),
    path("officers/name/", officers.name_officer, name="name_officer"),
    path("officers/<int:officer>/end/", officers.end_officer, name="end_officer"),
    path("sheet/", officers.sheet, name="sheet"),
    path("recovery/", recovery.recovery, name="recovery"),
    path("recovery/finish/", recovery.finish_recovery, name="finish_recovery"),
    path("recoveries/", recovery.recoveries, name="recoveries"),
    path("recoveries/<int:recovery>/", recovery.recovery_request, name="recovery_request"),
    path("recoveries/<int:recovery>/withdraw/", recovery.withdraw_recovery, name="withdraw_recovery"),
    path("hand-over/<int:keyring>/", recovery.ask_hand_over, name="ask_hand_over"),
]
