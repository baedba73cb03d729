"""What the bot knows and does; app.py puts the parts together."""
