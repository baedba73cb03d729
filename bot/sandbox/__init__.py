"""A local Slack workspace with its rules, limits and faults, for the demo and the tests; only they import it."""
