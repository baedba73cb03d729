"""Starlette: Slack over HTTP, and health."""
