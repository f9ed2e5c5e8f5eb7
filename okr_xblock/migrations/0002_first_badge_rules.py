"""The badge rules that a site starts with; its administrators may change, add to or switch off any of them."""

from django.db import migrations

RULES = (
    ("objective-25", "A quarter of the way", "An objective reached 25 %", "objective_progress", "0.25", "seed"),
    ("objective-50", "Half-way there", "An objective reached 50 %", "objective_progress", "0.50", "flag"),
    ("objective-75", "Home stretch", "An objective reached 75 %", "objective_progress", "0.75", "mountain"),
    ("objective-100", "Objective reached", "An objective reached 100 %", "objective_progress", "1", "star"),
    ("key-result-done", "Key result done", "A key result was reached", "key_result_done", "1", "check"),
)


def add_rules(apps, _schema_editor):
    """Add what is not there yet."""
    rule = apps.get_model("okr_xblock", "BadgeRule")
    for slug, title, description, trigger, threshold, symbol in RULES:
        rule.objects.get_or_create(
            slug=slug,
            defaults={
                "title": title,
                "description": description,
                "trigger": trigger,
                "threshold": threshold,
                "symbol": symbol,
            },
        )


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("okr_xblock", "0001_initial")]

    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
