"""Personal OKRs (objectives and key results) inside Open edX: an XBlock and a Django app plugin."""

__version__ = "0.1.0"
