"""The pure rules: values in, values out; no database, no Slack, no clock but what is passed in."""
