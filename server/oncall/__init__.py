"""When someone is in danger: who is on call, how she is reached, and what becomes of it."""
