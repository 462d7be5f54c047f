"""One file a command; `python manage.py help NAME` explains each."""
