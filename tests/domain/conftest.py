"""How the property tests of the rules run."""

from hypothesis import settings

# A busy machine is no failure of a rule.
settings.register_profile("domain", deadline=None)
settings.load_profile("domain")
