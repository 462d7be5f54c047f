"""Opens connections to the embedded server, starting or recovering it when nobody answers."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

from config import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL, on a server that this process helps to keep alive."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; when that fails, make sure the server runs and try once more."""
        embedded.hold()
        try:
            return super().get_new_connection(conn_params)
        except OperationalError:
            embedded.ensure_running()
            return super().get_new_connection(conn_params)
