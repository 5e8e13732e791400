"""監査記録 — `manage.py audit checkpoint` and `manage.py audit verify`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from madoguchi.foundation.audit import checkpoint
from madoguchi.foundation.audit.verification import Report, verify


class Command(BaseCommand):
    help = "Makes a checkpoint of the diary, or verifies that nobody changed it (exit code 1: somebody did)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        deeds = parser.add_subparsers(dest="deed", required=True)
        make = deeds.add_parser("checkpoint", help="Write all heads to DATA_DIR/checkpoints and print the SHA-256.")
        check = deeds.add_parser("verify", help="Name every fault; compares with the newest checkpoint file.")
        check.add_argument("--checkpoint", type=Path, help="A checkpoint file kept elsewhere, instead of the newest.")
        check.add_argument("--format", choices=["text", "json"], default="text")
        for deed in (make, check):
            deed.add_argument("--language", choices=["ja", "en"], default=None, help="Language of the sentences.")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or translation.get_language()):
            if options["deed"] == "checkpoint":
                self._checkpoint()
            else:
                self._verify(options["checkpoint"], as_json=options["format"] == "json")

    def _checkpoint(self) -> None:
        path = checkpoint.make(at=timezone.now())
        self.stdout.write(str(path))
        self.stdout.write(f"SHA-256 {checkpoint.sha256_of(path)}")

    def _verify(self, file: Path | None, *, as_json: bool) -> None:
        if file and not file.is_file():
            raise CommandError(_("確認点のファイルがありません：%(file)s") % {"file": file})
        report = verify(file=file)
        self.stdout.write(_as_json(report) if as_json else _as_text(report))
        if report.findings:
            raise CommandError(_("監査記録に異常が%(count)d件あります。") % {"count": len(report.findings)})


def _as_json(report: Report) -> str:
    found = {
        "ok": not report.findings,
        "lines": report.line_count,
        "segments": report.segment_count,
        "checkpoint": report.checkpoint,
        "findings": [finding.as_json() for finding in report.findings],
    }
    return json.dumps(found, ensure_ascii=False, indent=2, default=str)


def _as_text(report: Report) -> str:
    read = _("記録%(lines)d行（系列・年度の組%(segments)d件）を読みました。") % {
        "lines": report.line_count,
        "segments": report.segment_count,
    }
    compared = _("照合した確認点：%(name)s") % {"name": report.checkpoint}
    alone = _("照合できる確認点のファイルがありません。記録の切り取りは、確認点がないと見つからないことがあります。")
    sentences = [finding.sentence() for finding in report.findings] or [_("異常はありません。")]
    return "\n".join([read, compared if report.checkpoint else alone, *sentences])
