"""The version of this release, told once."""

VERSION = "0.1.0"
