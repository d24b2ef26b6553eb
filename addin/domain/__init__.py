"""Rules and arithmetic on typed tables; nothing here knows a workbook."""
