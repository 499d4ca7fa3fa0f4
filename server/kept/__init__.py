"""What is kept and for how long, shown: backups, restoring them, and the proof that nothing outlives its clock."""
