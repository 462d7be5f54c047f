"""The register of credit records (失信记录库): what happens to a record between its collection and its end.

Only casework.actions and the moves of cases call this; each function runs in their transaction, with the door open.
"""
