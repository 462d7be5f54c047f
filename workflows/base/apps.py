"""Django application of the flow base: gives viewflow a name under which to store the approval flow."""

from django.apps import AppConfig


class FlowBaseConfig(AppConfig):
    """No models of its own; the tables are casework's."""

    name = "workflows.base"
    label = "workflows_base"
