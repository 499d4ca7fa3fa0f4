"""The record: tables, the meeting's log, sealed words, their keys and their end."""
