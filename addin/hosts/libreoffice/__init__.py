"""LibreOffice Calc as a live host: an xlwings engine over UNO, reached through a worker on stdin and stdout."""
