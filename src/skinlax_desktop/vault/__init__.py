"""The encrypted record: keys, connection, schema, pictures.

Must not: Qt, pixels' meaning.
"""
