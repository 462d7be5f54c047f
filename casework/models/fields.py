"""Columns that are stored encrypted (AES-GCM, key ring outside the database)."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from casework import crypto


class EncryptedTextField(models.BinaryField[Any, Any]):
    """Text that is ciphertext in the database. Not searchable: keep a blind index beside it."""

    def get_prep_value(self, value: str | None) -> bytes | None:
        return None if value is None else crypto.encrypt(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else crypto.decrypt(bytes(value))

    def to_python(self, value: Any) -> Any:
        return value


class EncryptedJSONField(EncryptedTextField):
    """A JSON document that is ciphertext in the database."""

    def get_prep_value(self, value: Any) -> bytes | None:
        return None if value is None else crypto.encrypt(json.dumps(value, ensure_ascii=False))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return None if text is None else json.loads(text)
