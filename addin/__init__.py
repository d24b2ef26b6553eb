"""dunbook: a spreadsheet add-in that makes a workbook a complete receivables-collection system."""

__version__ = "0.1.0"
