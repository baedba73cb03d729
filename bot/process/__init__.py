"""The story: one module a step, functions over a transaction; no Slack payloads, no HTTP."""
