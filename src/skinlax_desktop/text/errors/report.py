"""Sentences about the printed report."""

SENTENCES = {
    "report_not_writable": "The report cannot be written there. Nothing was left behind; choose another folder.",
    "report_fonts_missing": "The report's fonts are not installed. Run make assets to fetch them.",
    "report_analysis_missing": "The folder holds no analysis.json. Run skinlax analyze first.",
    "report_analysis_unreadable": "The file analysis.json is damaged. Run skinlax analyze again.",
    "report_picture_missing": "The picture of the view {view} is missing. Run skinlax analyze again.",
    "report_picture_unreadable": "The picture of the view {view} is damaged. Run skinlax analyze again.",
}
