"""What a meeting is. Pure: no clock, no randomness, no input or output; time and fresh ids come in as arguments."""
