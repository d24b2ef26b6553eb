"""What users click: the Excel add-in, the LibreOffice extension, their installation, the table of commands."""
