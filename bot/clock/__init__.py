"""Business time, and APScheduler over the timers table."""
