"""The workbook as tables: schema, reading, checks, numbering."""
