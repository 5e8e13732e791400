"""The map of the consultations."""

from django.urls import path

from madoguchi.desk.consultations.views import desk, intake, people, work

app_name = "consultations"
urlpatterns = [
    path("", desk.index, name="index"),
    path("export/", desk.export, name="export"),
    path("mine/", desk.mine, name="mine"),
    path("log/", intake.log, name="log"),
    path("draft/", intake.draft, name="draft"),
    path("suggest/", intake.suggest, name="suggest"),
    path("<str:number>/alarm/", intake.alarm, name="alarm"),
    path("<str:number>/first_aid/", intake.first_aid, name="first_aid"),
    path("<str:number>/correct/", work.correct, name="correct"),
    path("<str:number>/answer/", work.answer, name="answer"),
    path("<str:number>/move/", work.move, name="move"),
    path("<str:number>/close/", work.close, name="close"),
    path("<str:number>/withdraw/", work.withdraw, name="withdraw"),
    path("<str:number>/reopen/", work.reopen, name="reopen"),
    path("<str:number>/restrict/", work.restrict, name="restrict"),
    path("<str:number>/consent/", work.consent, name="consent"),
    path("<str:number>/contact/", work.contact, name="contact"),
    path("<str:number>/contact/<int:contact>/finish_next/", work.finish_next, name="finish_next"),
    path("<str:number>/link/", work.link, name="link"),
    path("<str:number>/link/<str:other>/unlink/", work.unlink, name="unlink"),
    path("<str:number>/assign/", people.assign, name="assign"),
    path("<str:number>/members/", people.members, name="members"),
    path("<str:number>/members/<int:member>/remove/", people.remove_member, name="remove_member"),
    path("<str:number>/wall/", people.wall, name="wall"),
    path("<str:number>/wall/<int:wall>/lift/", people.lift_wall, name="lift_wall"),
]
