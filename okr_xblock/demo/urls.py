"""Addresses of the standalone host."""

urlpatterns = []
