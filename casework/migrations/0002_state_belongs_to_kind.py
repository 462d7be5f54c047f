"""A case can only be in a state that its kind declares: a foreign key over (kind, state)."""

from django.db import migrations

ADD = """
    ALTER TABLE casework_case ADD CONSTRAINT case_state_of_kind
    FOREIGN KEY (kind, state) REFERENCES casework_kindstate (kind, state)
"""
DROP = "ALTER TABLE casework_case DROP CONSTRAINT case_state_of_kind"


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunSQL(ADD, DROP)]
