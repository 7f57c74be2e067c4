"""First run: set up the record, or try the program with a phantom patient.

The view is imported alone before the first window stands; the presenter comes after it.
"""
