"""はじめの表 — two tables without a gap and without a contradiction, each cell from the catalogue."""

from django.utils.translation import gettext_lazy as _

from madoguchi.company.rules.words import Action, Overlay, Start, StartingLevel, StartingTable

TOP, SECRET, INSIDE, OPEN, OTHER = "top", "secret", "inside", "open", "other"

OVERLAYS = {
    Overlay.ENTRUSTED: {
        Action.WHO: ["who-need", "contract-first"],
        Action.MARK: ["mark-partner"],
        Action.PAPER: ["keep-apart"],
        Action.DIGITAL: ["keep-apart"],
        Action.COPY: ["copy-approved"],
        Action.TAKE_OUT: ["take-approved"],
        Action.PARTNER: ["partner-owner"],
        Action.CLOUD: ["cloud-approved"],
        Action.AI: ["ai-never"],
        Action.DISPOSE: ["dispose-record"],
    },
    Overlay.PERSONAL: {
        Action.WHO: ["who-purpose"],
        Action.TAKE_OUT: ["take-approved"],
        Action.PARTNER: ["partner-consent"],
        Action.AI: ["ai-closed"],
        Action.DISPOSE: ["dispose-record"],
    },
    Overlay.EXPORT: {
        Action.REMOTE: ["abroad-check"],
        Action.PARTNER: ["abroad-check"],
        Action.CLOUD: ["abroad-check"],
    },
    Overlay.LIMITED: {
        Action.DIGITAL: ["digital-users"],
        Action.PARTNER: ["partner-terms"],
    },
}

STARTS = {
    Start.TWO: StartingTable(
        levels=(StartingLevel(SECRET, _("秘"), 2), StartingLevel(OTHER, _("それ以外"), 1)),
        cells={
            Action.WHO: (["who-need", "who-owner", "who-escort"], ["who-anyone"]),
            Action.MARK: (["mark-folder", "mark-entry", "mark-camera"], ["mark-none"]),
            Action.PAPER: (["paper-locked"], ["paper-free"]),
            Action.DIGITAL: (["digital-limited", "digital-ids"], ["digital-free"]),
            Action.REMOTE: (["remote-approved", "remote-eyes"], ["remote-device"]),
            Action.COPY: (["copy-approved"], ["copy-free"]),
            Action.TAKE_OUT: (["take-approved", "take-log", "take-own"], ["take-free"]),
            Action.MAIL: (["mail-link"], ["mail-check"]),
            Action.PARTNER: (["partner-agreed", "partner-log"], ["partner-free"]),
            Action.CLOUD: (["cloud-approved"], ["cloud-approved"]),
            Action.AI: (["ai-closed"], ["ai-rule"]),
            Action.MEETING: (["meeting-collect"], ["meeting-free"]),
            Action.DISPOSE: (["dispose-record"], ["dispose-free"]),
            Action.REVIEW: (["review-year", "review-teach"], ["review-none"]),
            Action.LEAVE: (["leave-return", "leave-pledge"], ["leave-cut"]),
        },
        overlays=OVERLAYS,
    ),
    Start.FOUR: StartingTable(
        levels=(
            StartingLevel(TOP, _("極秘"), 4),
            StartingLevel(SECRET, _("秘"), 3),
            StartingLevel(INSIDE, _("社外秘"), 2),
            StartingLevel(OPEN, _("公開"), 1),
        ),
        cells={
            Action.WHO: (
                ["who-named", "who-owner", "who-escort"],
                ["who-need", "who-owner", "who-escort"],
                ["who-staff", "who-owner"],
                ["who-anyone"],
            ),
            Action.MARK: (
                ["mark-numbered", "mark-entry", "mark-camera"],
                ["mark-each", "mark-entry"],
                ["mark-folder"],
                ["mark-none"],
            ),
            Action.PAPER: (["paper-keylog"], ["paper-locked"], ["paper-shelf"], ["paper-free"]),
            Action.DIGITAL: (
                ["digital-apart", "digital-ids"],
                ["digital-limited", "digital-ids"],
                ["digital-share"],
                ["digital-free"],
            ),
            Action.REMOTE: (["remote-never"], ["remote-approved"], ["remote-device"], ["remote-free"]),
            Action.COPY: (["copy-numbered"], ["copy-approved"], ["copy-need"], ["copy-free"]),
            Action.TAKE_OUT: (["take-never"], ["take-approved", "take-log"], ["take-told"], ["take-free"]),
            Action.MAIL: (["mail-never"], ["mail-link"], ["mail-check"], ["mail-free"]),
            Action.PARTNER: (
                ["partner-officer", "partner-log", "partner-return"],
                ["partner-agreed", "partner-log"],
                ["partner-judged"],
                ["partner-free"],
            ),
            Action.CLOUD: (["cloud-listed"], ["cloud-approved"], ["cloud-approved"], ["cloud-free"]),
            Action.AI: (["ai-never"], ["ai-closed"], ["ai-rule"], ["ai-free"]),
            Action.MEETING: (["meeting-strict"], ["meeting-collect"], ["meeting-told"], ["meeting-free"]),
            Action.DISPOSE: (["dispose-witness"], ["dispose-record"], ["dispose-shred"], ["dispose-free"]),
            Action.REVIEW: (
                ["review-half-year", "review-teach"],
                ["review-year", "review-teach"],
                ["review-two-years", "review-teach"],
                ["review-none"],
            ),
            Action.LEAVE: (
                ["leave-at-once", "leave-watch", "leave-pledge"],
                ["leave-return", "leave-pledge"],
                ["leave-cut"],
                ["leave-none"],
            ),
        },
        overlays=OVERLAYS,
    ),
}
