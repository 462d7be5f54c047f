"""Django application of the rectification: registers the kind when it is ready."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RectificationConfig(AppConfig):
    """Installs the kind."""

    name = "workflows.rectification"
    label = "rectification"
    verbose_name = _("Rectification")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the kind known to the core."""
        from casework import registry
        from workflows.rectification.kind import RECTIFICATION

        registry.register(RECTIFICATION)
