"""The demo: the story of one candidate, played on a local workspace."""
