# The tables of the first release. Check constraints go through a helper: one migration for every Django.

import django.db.models.deletion
import django.utils.timezone
import opaque_keys.edx.django.models
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import okr_xblock.models.fields
from okr_xblock.models.constraints import check_constraint


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CourseStanding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("course_key", opaque_keys.edx.django.models.CourseKeyField(max_length=255)),
                ("course_exists", models.BooleanField(default=True)),
                ("is_enrolled", models.BooleanField(default=False)),
                ("was_enrolled", models.BooleanField(default=False, help_text="Was ever seen enrolled.")),
                ("units_complete", models.PositiveIntegerField(default=0)),
                ("units_incomplete", models.PositiveIntegerField(default=0)),
                ("units_locked", models.PositiveIntegerField(default=0)),
                ("grade_fraction", models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True)),
                ("is_passing", models.BooleanField(default=False)),
                ("is_certified", models.BooleanField(default=False)),
                ("fingerprint", models.CharField(blank=True, max_length=200)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="KeyResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("progress_fraction", models.DecimalField(decimal_places=9, editable=False, max_digits=10, null=True)),
                ("last_confidence", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("last_check_in_at", models.DateTimeField(editable=False, null=True)),
                ("behind_from", models.DateTimeField(editable=False, null=True)),
                ("far_behind_from", models.DateTimeField(editable=False, null=True)),
                ("outdated_from", models.DateTimeField(editable=False, null=True)),
                (
                    "public_id",
                    models.CharField(
                        default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("metric", "metric"),
                            ("stay", "stay"),
                            ("milestones", "milestones"),
                            ("habit", "habit"),
                            ("course", "course"),
                        ],
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(max_length=255)),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=7)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("baseline", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("target", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("limit", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("side", models.CharField(blank=True, choices=[("above", "above"), ("below", "below")], max_length=8)),
                ("times_per_week", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("start_confidence", models.PositiveSmallIntegerField(default=5)),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("progress_ratio", models.CharField(blank=True, editable=False, max_length=255)),
                (
                    "current",
                    models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=20, null=True),
                ),
                ("was_already_reached", models.BooleanField(default=False, editable=False)),
                (
                    "has_pace",
                    models.BooleanField(default=True, editable=False, help_text="False for what is all or nothing."),
                ),
                ("moved_at", models.DateTimeField(editable=False, null=True)),
                ("moved_by", models.CharField(blank=True, editable=False, max_length=32)),
                ("moved_subject", models.CharField(blank=True, editable=False, max_length=255)),
                ("moved_from", models.DecimalField(decimal_places=9, editable=False, max_digits=10, null=True)),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReconcileRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "last_standing_id",
                    models.BigIntegerField(default=0, help_text="Every standing up to this one was compared."),
                ),
                ("compared", models.PositiveIntegerField(default=0)),
                ("reread", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="BadgeRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=64, unique=True, verbose_name="name in addresses")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="what it is given for")),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("objective_progress", "an objective reaches a share"),
                            ("key_result_done", "a key result is done"),
                        ],
                        max_length=32,
                        verbose_name="given when",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        decimal_places=4,
                        default=1,
                        help_text="Between 0 and 1; 0.25 is 25 %. A key result is done at 1.",
                        max_digits=5,
                        verbose_name="share",
                    ),
                ),
                (
                    "symbol",
                    models.CharField(
                        choices=[
                            ("flag", "flag"),
                            ("check", "check"),
                            ("star", "star"),
                            ("seed", "seed"),
                            ("mountain", "mountain"),
                            ("book", "book"),
                            ("flame", "flame"),
                        ],
                        default="flag",
                        max_length=16,
                        verbose_name="symbol",
                    ),
                ),
                (
                    "on_regression",
                    models.CharField(
                        choices=[("keep", "the badge is kept"), ("revoke", "the badge is taken back")],
                        default="keep",
                        max_length=8,
                        verbose_name="when progress falls again",
                    ),
                ),
                (
                    "counts_already_reached",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise a course that was finished before it became a goal moves progress and earns no badge.",
                        verbose_name="also counts what was reached before it was linked",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="given now")),
            ],
            options={
                "verbose_name": "badge rule",
                "verbose_name_plural": "badge rules",
                "constraints": [
                    check_constraint(
                        condition=models.Q(("threshold__gt", 0), ("threshold__lte", 1)), name="okr_badge_rule_threshold"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="Empty: shown by its dates.", max_length=120, verbose_name="title"
                    ),
                ),
                (
                    "course_key",
                    opaque_keys.edx.django.models.CourseKeyField(
                        blank=True,
                        db_index=True,
                        help_text="Empty: for the whole site.",
                        max_length=255,
                        null=True,
                        verbose_name="course",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("due_on", models.DateField(help_text="The last day; it ends at midnight.", verbose_name="due on")),
                ("cadence_days", models.PositiveSmallIntegerField(default=7, verbose_name="days between check-ins")),
                ("quarter_key", models.CharField(editable=False, max_length=8, null=True, unique=True)),
            ],
            options={
                "verbose_name": "cycle",
                "verbose_name_plural": "cycles",
                "constraints": [
                    check_constraint(
                        condition=models.Q(("starts_on__lt", models.F("due_on"))), name="okr_cycle_has_days"
                    ),
                    check_constraint(condition=models.Q(("cadence_days__gte", 1)), name="okr_cycle_cadence_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBadgeRule",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField(max_length=64, verbose_name="name in addresses")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("description", models.CharField(blank=True, max_length=255, verbose_name="what it is given for")),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("objective_progress", "an objective reaches a share"),
                            ("key_result_done", "a key result is done"),
                        ],
                        max_length=32,
                        verbose_name="given when",
                    ),
                ),
                (
                    "threshold",
                    models.DecimalField(
                        decimal_places=4,
                        default=1,
                        help_text="Between 0 and 1; 0.25 is 25 %. A key result is done at 1.",
                        max_digits=5,
                        verbose_name="share",
                    ),
                ),
                (
                    "symbol",
                    models.CharField(
                        choices=[
                            ("flag", "flag"),
                            ("check", "check"),
                            ("star", "star"),
                            ("seed", "seed"),
                            ("mountain", "mountain"),
                            ("book", "book"),
                            ("flame", "flame"),
                        ],
                        default="flag",
                        max_length=16,
                        verbose_name="symbol",
                    ),
                ),
                (
                    "on_regression",
                    models.CharField(
                        choices=[("keep", "the badge is kept"), ("revoke", "the badge is taken back")],
                        default="keep",
                        max_length=8,
                        verbose_name="when progress falls again",
                    ),
                ),
                (
                    "counts_already_reached",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise a course that was finished before it became a goal moves progress and earns no badge.",
                        verbose_name="also counts what was reached before it was linked",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="given now")),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical badge rule",
                "verbose_name_plural": "historical badge rules",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCycle",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="Empty: shown by its dates.", max_length=120, verbose_name="title"
                    ),
                ),
                (
                    "course_key",
                    opaque_keys.edx.django.models.CourseKeyField(
                        blank=True,
                        db_index=True,
                        help_text="Empty: for the whole site.",
                        max_length=255,
                        null=True,
                        verbose_name="course",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("due_on", models.DateField(help_text="The last day; it ends at midnight.", verbose_name="due on")),
                ("cadence_days", models.PositiveSmallIntegerField(default=7, verbose_name="days between check-ins")),
                ("quarter_key", models.CharField(db_index=True, editable=False, max_length=8, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical cycle",
                "verbose_name_plural": "historical cycles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStage",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        db_index=True, default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32
                    ),
                ),
                ("title", models.CharField(max_length=255)),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=7)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="okr_xblock.keyresult",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical stage",
                "verbose_name_plural": "historical stages",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCourseRequirement",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("course_key", opaque_keys.edx.django.models.CourseKeyField(max_length=255)),
                (
                    "criterion",
                    models.CharField(
                        choices=[
                            ("completion", "completion"),
                            ("grade", "grade"),
                            ("passing", "passing"),
                            ("certificate", "certificate"),
                        ],
                        max_length=16,
                    ),
                ),
                ("required_fraction", models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "standing",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="okr_xblock.coursestanding",
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="okr_xblock.keyresult",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical course requirement",
                "verbose_name_plural": "historical course requirements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Learner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="IANA name as last read from the account; empty: the site's.",
                        max_length=64,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="okr_learner",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalObjective",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        db_index=True, default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32
                    ),
                ),
                ("home_course", opaque_keys.edx.django.models.CourseKeyField(blank=True, max_length=255, null=True)),
                ("title", models.CharField(max_length=255)),
                ("why", models.TextField(blank=True, max_length=2000)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("growth", "growth"),
                            ("workflow", "workflow"),
                            ("team", "team"),
                            ("process", "process"),
                        ],
                        default="growth",
                        max_length=16,
                    ),
                ),
                (
                    "ambition",
                    models.CharField(
                        choices=[("committed", "committed"), ("aspirational", "aspirational")],
                        default="aspirational",
                        max_length=16,
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[("private", "private"), ("instructors", "instructors"), ("peers", "peers")],
                        default="private",
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("active", "active"),
                            ("paused", "paused"),
                            ("closed", "closed"),
                            ("abandoned", "abandoned"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("due_on", models.DateField()),
                ("cadence_days", models.PositiveSmallIntegerField(default=7)),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="okr_xblock.cycle",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="okr_xblock.learner",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical objective",
                "verbose_name_plural": "historical objectives",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="coursestanding",
            name="learner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="okr_xblock.learner"
            ),
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("progress_fraction", models.DecimalField(decimal_places=9, editable=False, max_digits=10, null=True)),
                ("last_confidence", models.PositiveSmallIntegerField(editable=False, null=True)),
                ("last_check_in_at", models.DateTimeField(editable=False, null=True)),
                ("behind_from", models.DateTimeField(editable=False, null=True)),
                ("far_behind_from", models.DateTimeField(editable=False, null=True)),
                ("outdated_from", models.DateTimeField(editable=False, null=True)),
                (
                    "public_id",
                    models.CharField(
                        default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32, unique=True
                    ),
                ),
                ("home_course", opaque_keys.edx.django.models.CourseKeyField(blank=True, max_length=255, null=True)),
                ("title", models.CharField(max_length=255)),
                ("why", models.TextField(blank=True, max_length=2000)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("growth", "growth"),
                            ("workflow", "workflow"),
                            ("team", "team"),
                            ("process", "process"),
                        ],
                        default="growth",
                        max_length=16,
                    ),
                ),
                (
                    "ambition",
                    models.CharField(
                        choices=[("committed", "committed"), ("aspirational", "aspirational")],
                        default="aspirational",
                        max_length=16,
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[("private", "private"), ("instructors", "instructors"), ("peers", "peers")],
                        default="private",
                        max_length=16,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("active", "active"),
                            ("paused", "paused"),
                            ("closed", "closed"),
                            ("abandoned", "abandoned"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("due_on", models.DateField()),
                ("cadence_days", models.PositiveSmallIntegerField(default=7)),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="okr_xblock.cycle"
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="objectives", to="okr_xblock.learner"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="keyresult",
            name="objective",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="key_results", to="okr_xblock.objective"
            ),
        ),
        migrations.CreateModel(
            name="HistoricalKeyResult",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        db_index=True, default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("metric", "metric"),
                            ("stay", "stay"),
                            ("milestones", "milestones"),
                            ("habit", "habit"),
                            ("course", "course"),
                        ],
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(max_length=255)),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=7)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("baseline", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("target", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("limit", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("side", models.CharField(blank=True, choices=[("above", "above"), ("below", "below")], max_length=8)),
                ("times_per_week", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("start_confidence", models.PositiveSmallIntegerField(default=5)),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("history_change_reason", models.TextField(null=True)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="okr_xblock.objective",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical key result",
                "verbose_name_plural": "historical key results",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32, unique=True
                    ),
                ),
                ("title", models.CharField(help_text="The rule's title when it was earned.", max_length=120)),
                (
                    "subject_title",
                    models.CharField(help_text="What it was earned for, as it was called then.", max_length=255),
                ),
                ("fraction", models.DecimalField(decimal_places=9, max_digits=10)),
                ("cause", models.CharField(help_text="A value of okr_xblock.domain.evidence.Cause.", max_length=32)),
                ("cause_subject", models.CharField(blank=True, max_length=255)),
                ("awarded_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("celebrated_at", models.DateTimeField(blank=True, null=True)),
                ("active_key", models.CharField(blank=True, max_length=96, null=True, unique=True)),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="okr_xblock.badgerule"
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="awards",
                        to="okr_xblock.keyresult",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="awards", to="okr_xblock.learner"
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="awards", to="okr_xblock.objective"
                    ),
                ),
            ],
            options={
                "ordering": ("-awarded_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ProgressChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("happened_at", models.DateTimeField(help_text="When the event happened, as its source says.")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("cause", models.CharField(help_text="A value of okr_xblock.domain.evidence.Cause.", max_length=32)),
                (
                    "subject",
                    models.CharField(
                        blank=True, help_text="What it was about, in words: the unit's title.", max_length=255
                    ),
                ),
                ("course_key", models.CharField(blank=True, max_length=255)),
                ("from_fraction", models.DecimalField(decimal_places=9, editable=False, max_digits=10, null=True)),
                ("to_fraction", models.DecimalField(decimal_places=9, editable=False, max_digits=10, null=True)),
                (
                    "was_frozen",
                    models.BooleanField(
                        default=False, help_text="The objective was closed already: noted, not counted."
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="okr_xblock.keyresult"
                    ),
                ),
            ],
            options={
                "ordering": ("-recorded_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=255)),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=7)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "key_result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="okr_xblock.keyresult"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("digest", models.CharField(help_text="SHA-256 of what the form asked for.", max_length=64)),
                (
                    "result",
                    models.CharField(
                        blank=True, help_text="Public id of what the form made or changed.", max_length=64
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="submissions", to="okr_xblock.learner"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HabitTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ticked_on", models.DateField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "key_result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ticks", to="okr_xblock.keyresult"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key_result", "ticked_on"), name="okr_tick_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseRequirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("course_key", opaque_keys.edx.django.models.CourseKeyField(max_length=255)),
                (
                    "criterion",
                    models.CharField(
                        choices=[
                            ("completion", "completion"),
                            ("grade", "grade"),
                            ("passing", "passing"),
                            ("certificate", "certificate"),
                        ],
                        max_length=16,
                    ),
                ),
                ("required_fraction", models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("was_met_when_linked", models.BooleanField(default=False)),
                ("source_state", models.CharField(blank=True, editable=False, max_length=16)),
                ("last_ratio", models.CharField(blank=True, editable=False, max_length=64)),
                ("last_fraction", models.DecimalField(decimal_places=9, editable=False, max_digits=10, null=True)),
                (
                    "standing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="requirements",
                        to="okr_xblock.coursestanding",
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requirements",
                        to="okr_xblock.keyresult",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
                "constraints": [
                    check_constraint(
                        condition=models.Q(
                            ("criterion__in", ["passing", "certificate"]),
                            models.Q(
                                ("required_fraction__isnull", False),
                                ("required_fraction__gt", 0),
                                ("required_fraction__lte", 1),
                            ),
                            _connector="OR",
                        ),
                        name="okr_requirement_share",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_in_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "local_date",
                    models.DateField(help_text="The learner's own date at that moment; never re-read in another zone."),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("confidence", models.PositiveSmallIntegerField()),
                ("note", models.TextField(blank=True, max_length=4000)),
                (
                    "details",
                    models.JSONField(
                        blank=True, default=dict, help_text="Days ticked or unticked, stages done or undone."
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="check_ins", to="okr_xblock.keyresult"
                    ),
                ),
            ],
            options={
                "ordering": ("-checked_in_at", "-pk"),
                "indexes": [models.Index(fields=["key_result", "checked_in_at"], name="okr_check_in_of_key_result")],
                "constraints": [
                    check_constraint(
                        condition=models.Q(("confidence__gte", 1), ("confidence__lte", 10)),
                        name="okr_check_in_confidence",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="coursestanding",
            index=models.Index(fields=["course_key"], name="okr_standing_of_course"),
        ),
        migrations.AddConstraint(
            model_name="coursestanding",
            constraint=models.UniqueConstraint(fields=("learner", "course_key"), name="okr_standing_once"),
        ),
        migrations.AddIndex(
            model_name="objective",
            index=models.Index(fields=["learner", "home_course"], name="okr_objective_of_learner"),
        ),
        migrations.AddIndex(
            model_name="objective",
            index=models.Index(fields=["home_course", "visibility", "state"], name="okr_objective_shared"),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=check_constraint(
                condition=models.Q(("starts_on__lt", models.F("due_on"))), name="okr_objective_has_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=check_constraint(
                condition=models.Q(("cadence_days__gte", 1)), name="okr_objective_cadence_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=check_constraint(condition=models.Q(("weight__gte", 0)), name="okr_key_result_weight"),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=check_constraint(
                condition=models.Q(
                    models.Q(("kind", "metric"), _negated=True),
                    models.Q(
                        ("baseline__isnull", False),
                        ("target__isnull", False),
                        models.Q(("baseline", models.F("target")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="okr_key_result_metric_has_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=check_constraint(
                condition=models.Q(
                    models.Q(("kind", "stay"), _negated=True),
                    models.Q(("limit__isnull", False), ("side__in", ["above", "below"])),
                    _connector="OR",
                ),
                name="okr_key_result_stay_has_limit",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=check_constraint(
                condition=models.Q(
                    models.Q(("kind", "habit"), _negated=True),
                    models.Q(("times_per_week__isnull", False), ("times_per_week__gte", 1), ("times_per_week__lte", 7)),
                    _connector="OR",
                ),
                name="okr_key_result_habit_in_week",
            ),
        ),
        migrations.AddIndex(
            model_name="award",
            index=models.Index(fields=["learner", "celebrated_at"], name="okr_award_to_celebrate"),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=check_constraint(
                condition=models.Q(
                    models.Q(("active_key__isnull", True), ("revoked_at__isnull", False)),
                    models.Q(("active_key__isnull", False), ("revoked_at__isnull", True)),
                    _connector="OR",
                ),
                name="okr_award_active_or_revoked",
            ),
        ),
        migrations.AddIndex(
            model_name="progresschange",
            index=models.Index(fields=["key_result", "recorded_at"], name="okr_change_of_key_result"),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=check_constraint(condition=models.Q(("weight__gte", 0)), name="okr_stage_weight"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["created_at"], name="okr_submission_age"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(fields=("learner", "key", "digest"), name="okr_submission_once"),
        ),
    ]
