"""On which database a test runs, where not on both."""

import pytest

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Somebody is refused, or words are looked at: the use case runs on both in other tests of its file."""
