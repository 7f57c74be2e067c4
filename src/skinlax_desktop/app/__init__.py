"""The one place that knows everything: wiring, command line, logging, crash handling.

Must not: be imported by any other room.
"""
