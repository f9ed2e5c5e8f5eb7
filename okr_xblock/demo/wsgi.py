"""The host as a WSGI application, for a server of one's own (measuring, for example). Bind it to 127.0.0.1."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okr_xblock.demo.settings")
application = get_wsgi_application()
