"""Compare what key results follow with what the platform says; for cron, once a night."""

import argparse
from typing import Any

import click
from django.core.management.base import BaseCommand, CommandError

from okr_xblock.api.reconcile import BATCH_SIZE, ROLLING_DAYS, count_standings, reconcile


class Command(BaseCommand):
    """`manage.py lms okr_reconcile [--max-seconds N]`: exits with an error if a standing could not be mended."""

    help = "Find and mend what platform events missed (completion resets send none). Resumes where it stopped."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Bounds for a cron line."""
        parser.add_argument("--max-seconds", type=float, default=None, help="stop after the batch that passes this")
        parser.add_argument("--batch-size", type=int, default=BATCH_SIZE, help="standings compared at once")
        parser.add_argument("--rolling-days", type=int, default=ROLLING_DAYS, help="read everything anew in N days")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run one pass, or a part of it."""
        if options["batch_size"] < 1 or options["rolling_days"] < 1:
            raise CommandError("--batch-size and --rolling-days are 1 or more.")
        with click.progressbar(length=count_standings(), label="Comparing", file=self.stderr) as bar:
            summary = reconcile(
                batch_size=options["batch_size"],
                max_seconds=options["max_seconds"],
                rolling_days=options["rolling_days"],
                on_batch=bar.update,
            )
        state = "finished" if summary.is_finished else "out of time, will be continued"
        self.stdout.write(
            f"Compared {summary.compared}, read again {summary.reread}, moved {summary.changed}, "
            f"failed {summary.failed}: {state}."
        )
        if summary.failed:
            raise CommandError(f"{summary.failed} standings could not be mended; see the log.")
