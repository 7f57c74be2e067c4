"""Arithmetic on series of numbers: agreement, association, coverage, bias, each with its interval.

Lives here: the statistics of evaluation and audit, and the records they read.
Must not: pixels, models, files, sentences.
"""
