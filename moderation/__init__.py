"""What is noticed and what must follow. Pure, and above `rooms`."""
