"""The map of the consultations."""

from django.urls import path

from madoguchi.desk.consultations.views import callers, desk, files, glass, intake, people, referrals, thread, work
from madoguchi.foundation.core import converters  # noqa: F401

app_name = "consultations"
urlpatterns = [
    path("", desk.index, name="index"),
    path("export/", desk.export, name="export"),
    path("mine/", desk.mine, name="mine"),
    path("mine/<number:number>/", thread.my_case, name="my_case"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("log/", intake.log, name="log"),
    path("draft/", intake.draft, name="draft"),
    path("suggest/", intake.suggest, name="suggest"),
    path("<number:number>/alarm/", intake.alarm, name="alarm"),
    path("<number:number>/first_aid/", intake.first_aid, name="first_aid"),
    path("<number:number>/correct/", work.correct, name="correct"),
    path("<number:number>/answer/", work.answer, name="answer"),
    path("<number:number>/move/", work.move, name="move"),
    path("<number:number>/close/", work.close, name="close"),
    path("<number:number>/withdraw/", work.withdraw, name="withdraw"),
    path("<number:number>/reopen/", work.reopen, name="reopen"),
    path("<number:number>/restrict/", work.restrict, name="restrict"),
    path("<number:number>/consent/", work.consent, name="consent"),
    path("<number:number>/caller/", callers.caller, name="caller"),
    path("<number:number>/write/", thread.write, name="write"),
    path("<number:number>/messages/<uuid:message>/", thread.draft_message, name="draft_message"),
    path("<number:number>/messages/<uuid:message>/discard/", thread.discard_message, name="discard_message"),
    path("<number:number>/messages/<uuid:message>/show/", thread.show_message, name="show_message"),
    path("<number:number>/files/", files.attach, name="attach"),
    path("<number:number>/files/<uuid:file>/", files.download, name="download"),
    path("<number:number>/files/<uuid:file>/remove/", files.remove_file, name="remove_file"),
    path("<number:number>/parties/", thread.parties, name="parties"),
    path("<number:number>/parties/<uuid:party>/remove/", thread.remove_party, name="remove_party"),
    path("<number:number>/break_glass/", glass.break_glass, name="break_glass"),
    path("<number:number>/end_glass/", glass.end_glass, name="end_glass"),
    path("<number:number>/contact/", work.contact, name="contact"),
    path("<number:number>/contact/<int:contact>/finish_next/", work.finish_next, name="finish_next"),
    path("<number:number>/refer/", referrals.refer, name="refer"),
    path("<number:number>/accept_referral/", referrals.accept_referral, name="accept_referral"),
    path("<number:number>/decline_referral/", referrals.decline_referral, name="decline_referral"),
    path("<number:number>/return_referral/", referrals.return_referral, name="return_referral"),
    path("<number:number>/referrals/<uuid:referral>/withdraw/", referrals.withdraw_referral, name="withdraw_referral"),
    path("<number:number>/link/", work.link, name="link"),
    path("<number:number>/link/<number:other>/unlink/", work.unlink, name="unlink"),
    path("<number:number>/assign/", people.assign, name="assign"),
    path("<number:number>/members/", people.members, name="members"),
    path("<number:number>/members/<int:member>/remove/", people.remove_member, name="remove_member"),
    path("<number:number>/wall/", people.wall, name="wall"),
    path("<number:number>/wall/<int:wall>/lift/", people.lift_wall, name="lift_wall"),
]
