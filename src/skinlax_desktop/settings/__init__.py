"""Typed preferences, versioned and damage-tolerant.

Lives here: `settings` (`Settings`, `load_settings`, `save_settings`); `remembered_theme`, which the first window needs.
Must not: anything of a patient, anything that a screen decides.
"""
