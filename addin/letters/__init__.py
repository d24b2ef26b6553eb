"""Word templates: compile, fill, catalogue, print file, mail-merge export; the statement and figures in words."""
