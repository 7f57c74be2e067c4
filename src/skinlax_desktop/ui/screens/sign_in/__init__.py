"""Sign in: name and passphrase.

The view is imported alone before the first window stands; the presenter comes after it.
"""
