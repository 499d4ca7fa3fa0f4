"""The live room: replicas of meetings, fan-out, the wire between nodes."""
