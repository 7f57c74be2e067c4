"""Widgets that more than one screen uses.

Must not: know a screen or a workflow.
"""
