"""Where gunicorn and the ``flask`` command find the application."""

from server import create_app

app = create_app()
