"""The standalone host: a small Django project in which the OKR block can be tried without Open edX."""
