"""What travels in the LibreOffice extension and runs in the office's own Python: the standard library and uno alone.

The modules bear the names under which they lie there, since they import each other by them.
"""
