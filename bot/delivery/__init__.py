"""The outbox: Slack and SMTP senders, pacing, look-ups."""
