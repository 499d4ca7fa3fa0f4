"""Accounts, sessions, second factors and invitations."""
