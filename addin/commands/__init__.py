"""One module per button: ``run(request) -> Outcome``."""
