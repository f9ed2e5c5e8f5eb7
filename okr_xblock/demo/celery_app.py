"""The Celery app: with it, shared tasks read ``CELERY_…`` from the settings, as they do on the platform."""

from celery import Celery

app = Celery("okr_demo")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()
