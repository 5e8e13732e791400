"""The map of the engagements: each page of one stands under its case."""

from django.urls import path

from madoguchi.desk.engagements import keeping as keeping
from madoguchi.desk.engagements import steps as steps
from madoguchi.desk.engagements.views import engagement, stages, visits
from madoguchi.foundation.core import converters  # noqa: F401

app_name = "engagements"
HERE = "consultations/<number:number>/engagement/"
ONE, STAGE, VISIT = f"{HERE}<int:engagement>/", f"{HERE}stages/<int:stage>/", f"{HERE}visits/<int:visit>/"
HOMEWORK = f"{HERE}homework/<int:homework>/"
urlpatterns = [
    path("engagements/", engagement.index, name="index"),
    path("engagements/stages/<str:code>/", engagement.template, name="template"),
    path(f"{HERE}open/", engagement.open_engagement, name="open_engagement"),
    path(ONE, engagement.detail, name="detail"),
    path(f"{ONE}report/", engagement.report, name="report"),
    path(f"{ONE}report.docx", engagement.report_file, {"suffix": "docx"}, name="report_word"),
    path(f"{ONE}report.pdf", engagement.report_file, {"suffix": "pdf"}, name="report_pdf"),
    path(f"{ONE}stall/", engagement.stall, name="stall"),
    path(f"{ONE}resume/", engagement.resume, name="resume"),
    path(f"{ONE}call_off/", engagement.call_off, name="call_off"),
    path(f"{ONE}close/", engagement.close, name="close"),
    path(f"{ONE}answer/<int:months>/", engagement.answer, name="answer"),
    path(f"{ONE}correct/<int:months>/", engagement.correct, name="correct"),
    path(f"{ONE}stages/add/", stages.add_stage, name="add_stage"),
    path(f"{ONE}visits/book/", visits.book, name="book"),
    path(f"{STAGE}begin/", stages.begin_stage, name="begin_stage"),
    path(f"{STAGE}finish/", stages.finish_stage, name="finish_stage"),
    path(f"{STAGE}skip/", stages.skip_stage, name="skip_stage"),
    path(f"{STAGE}take_up/", stages.take_up_stage, name="take_up_stage"),
    path(f"{STAGE}move/", stages.move_stage, name="move_stage"),
    path(f"{STAGE}roll_out/", stages.roll_out, name="roll_out"),
    path(f"{HERE}rollouts/<int:rollout>/finish/", stages.finish_rollout, name="finish_rollout"),
    path(VISIT, visits.visit, name="visit"),
    path(f"{VISIT}sheet/", visits.sheet, name="sheet"),
    path(f"{VISIT}postpone/", visits.postpone, name="postpone"),
    path(f"{VISIT}cancel/", visits.cancel, name="cancel"),
    path(f"{VISIT}hold/", visits.hold, name="hold"),
    path(f"{VISIT}invite/", visits.invite, name="invite"),
    path(f"{VISIT}give/", visits.give, name="give"),
    path(f"{VISIT}papers/<str:kind>/", visits.paper, name="paper"),
    path(f"{HOMEWORK}finish/", visits.finish_homework, name="finish_homework"),
    path(f"{HOMEWORK}postpone/", visits.postpone_homework, name="postpone_homework"),
    path(f"{HOMEWORK}drop/", visits.drop_homework, name="drop_homework"),
]
