"""The printed page: lays a `ReportContent` out on paper and writes it as PDF.

Lives here: typefaces, text setting, tables, pictures with vector marks, pagination.
Must not: decide what is said, or measure anything. Matplotlib and Qt never.
"""

from skinlax_desktop.report.writer import render_report, write_report

__all__ = ["render_report", "write_report"]
