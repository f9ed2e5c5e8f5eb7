# What a whole quarter needs: closing, carrying over, KPIs, to-dos, organisation goals, the site's own texts.

import django.db.models.deletion
import django.utils.timezone
import opaque_keys.edx.django.models
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import okr_xblock.models.fields
from okr_xblock.models.constraints import check_constraint


class Migration(migrations.Migration):
    dependencies = [
        ("okr_xblock", "0002_first_badge_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("begin_title", "First page: the question at the top"),
                            ("begin_lead", "First page: what personal OKRs are"),
                            ("begin_why", "First page: why they are worth it"),
                            ("begin_privacy", "First page: what others can see"),
                        ],
                        max_length=32,
                        verbose_name="where",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="A code such as es or pt-br. Empty: every language.",
                        max_length=16,
                        verbose_name="language",
                    ),
                ),
                ("body", models.TextField(max_length=4000, verbose_name="text")),
            ],
            options={
                "verbose_name": "site text",
                "verbose_name_plural": "site texts",
            },
        ),
        migrations.AddField(
            model_name="historicalkeyresult",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="okr_xblock.keyresult",
            ),
        ),
        migrations.AddField(
            model_name="historicalkeyresult",
            name="parts",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="okr_xblock.objective",
            ),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="grade",
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="next_step",
            field=models.CharField(
                blank=True, choices=[("keep", "keep"), ("change", "change"), ("let_go", "let_go")], max_length=16
            ),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[("achieved", "achieved"), ("partly", "partly"), ("missed", "missed"), ("dropped", "dropped")],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="proposed_grade",
            field=models.DecimalField(blank=True, decimal_places=1, editable=False, max_digits=2, null=True),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="reflection_change",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="reflection_obstacle",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="reflection_proud",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="state_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="okr_xblock.keyresult",
            ),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="parts",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="previous_confidence",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="seen_fraction",
            field=models.DecimalField(decimal_places=9, editable=False, max_digits=10, null=True),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="trail",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name="learner",
            name="ignored_hints",
            field=models.JSONField(blank=True, default=list, help_text="Codes of the wording hints they want no more."),
        ),
        migrations.AddField(
            model_name="objective",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="carried_on",
                to="okr_xblock.objective",
            ),
        ),
        migrations.AddField(
            model_name="objective",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="objective",
            name="grade",
            field=models.DecimalField(blank=True, decimal_places=1, max_digits=2, null=True),
        ),
        migrations.AddField(
            model_name="objective",
            name="next_step",
            field=models.CharField(
                blank=True, choices=[("keep", "keep"), ("change", "change"), ("let_go", "let_go")], max_length=16
            ),
        ),
        migrations.AddField(
            model_name="objective",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[("achieved", "achieved"), ("partly", "partly"), ("missed", "missed"), ("dropped", "dropped")],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="objective",
            name="proposed_grade",
            field=models.DecimalField(blank=True, decimal_places=1, editable=False, max_digits=2, null=True),
        ),
        migrations.AddField(
            model_name="objective",
            name="reflection_change",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="objective",
            name="reflection_obstacle",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="objective",
            name="reflection_proud",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="objective",
            name="state_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="objective",
            name="trail",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.CreateModel(
            name="HistoricalInitiative",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        db_index=True, default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32
                    ),
                ),
                ("title", models.CharField(max_length=255)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                "verbose_name": "historical initiative",
                "verbose_name_plural": "historical initiatives",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalKpi",
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
                ("unit", models.CharField(blank=True, max_length=40)),
                (
                    "low",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="The range keeps this and more; none: no lower end.",
                        max_digits=20,
                        null=True,
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="The range keeps this and less; none: no upper end.",
                        max_digits=20,
                        null=True,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                "verbose_name": "historical kpi",
                "verbose_name_plural": "historical kpis",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOrganisationGoal",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        db_index=True, default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("why", models.TextField(blank=True, max_length=2000, verbose_name="why it matters")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="offered from")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="offered until")),
                (
                    "is_offered",
                    models.BooleanField(
                        default=True,
                        help_text="Objectives that serve it already go on naming it.",
                        verbose_name="offered to learners",
                    ),
                ),
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
                "verbose_name": "historical organisation goal",
                "verbose_name_plural": "historical organisation goals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSiteText",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("begin_title", "First page: the question at the top"),
                            ("begin_lead", "First page: what personal OKRs are"),
                            ("begin_why", "First page: why they are worth it"),
                            ("begin_privacy", "First page: what others can see"),
                        ],
                        max_length=32,
                        verbose_name="where",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        help_text="A code such as es or pt-br. Empty: every language.",
                        max_length=16,
                        verbose_name="language",
                    ),
                ),
                ("body", models.TextField(max_length=4000, verbose_name="text")),
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
                "verbose_name": "historical site text",
                "verbose_name_plural": "historical site texts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Initiative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=255)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "objective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="initiatives",
                        to="okr_xblock.objective",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Kpi",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32, unique=True
                    ),
                ),
                ("home_course", opaque_keys.edx.django.models.CourseKeyField(blank=True, max_length=255, null=True)),
                ("title", models.CharField(max_length=255)),
                ("unit", models.CharField(blank=True, max_length=40)),
                (
                    "low",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="The range keeps this and more; none: no lower end.",
                        max_digits=20,
                        null=True,
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="The range keeps this and less; none: no upper end.",
                        max_digits=20,
                        null=True,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("row_version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "current",
                    models.DecimalField(blank=True, decimal_places=6, editable=False, max_digits=20, null=True),
                ),
                ("last_read_on", models.DateField(editable=False, null=True)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kpis", to="okr_xblock.learner"
                    ),
                ),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="KpiReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.DecimalField(decimal_places=6, max_digits=20)),
                ("local_date", models.DateField(help_text="The learner's own date at that moment.")),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "kpi",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="okr_xblock.kpi"
                    ),
                ),
            ],
            options={
                "ordering": ("-read_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="OrganisationGoal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.CharField(
                        default=okr_xblock.models.fields.new_public_id, editable=False, max_length=32, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("why", models.TextField(blank=True, max_length=2000, verbose_name="why it matters")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="offered from")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="offered until")),
                (
                    "is_offered",
                    models.BooleanField(
                        default=True,
                        help_text="Objectives that serve it already go on naming it.",
                        verbose_name="offered to learners",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisation goal",
                "verbose_name_plural": "organisation goals",
                "ordering": ("title", "pk"),
                "constraints": [
                    check_constraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("due_on__isnull", True),
                            ("starts_on__lte", models.F("due_on")),
                            _connector="OR",
                        ),
                        name="okr_goal_has_days",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="historicalobjective",
            name="goal",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="okr_xblock.organisationgoal",
            ),
        ),
        migrations.AddField(
            model_name="objective",
            name="goal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="okr_xblock.organisationgoal",
            ),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=check_constraint(
                condition=models.Q(
                    ("grade__isnull", True), models.Q(("grade__gte", 0), ("grade__lte", 1)), _connector="OR"
                ),
                name="okr_objective_grade",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitetext",
            constraint=models.UniqueConstraint(fields=("key", "language"), name="okr_site_text_once"),
        ),
        migrations.AddIndex(
            model_name="kpi",
            index=models.Index(fields=["learner", "home_course"], name="okr_kpi_of_learner"),
        ),
        migrations.AddConstraint(
            model_name="kpi",
            constraint=check_constraint(
                condition=models.Q(("low__isnull", False), ("high__isnull", False), _connector="OR"),
                name="okr_kpi_has_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="kpi",
            constraint=check_constraint(
                condition=models.Q(
                    ("low__isnull", True), ("high__isnull", True), ("low__lte", models.F("high")), _connector="OR"
                ),
                name="okr_kpi_range_up",
            ),
        ),
    ]
