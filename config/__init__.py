"""The project: settings, addresses, background work, and the program that runs it all."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
