"""Run as a program of its own: HTML on stdin, PDF on stdout. Nothing of Django is loaded here."""

import resource
import sys
from contextlib import suppress
from typing import Any

MISSING = 3
LACKS = "Pango"
CPU_SECONDS, MEMORY = 15, 1024**3


def pdf_of(html: str) -> bytes:
    """Tagged, with the language and the title of the page. What the page names elsewhere stays away."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class Nowhere(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
        """Pictures that stand in the page itself, and nothing else: words are written by people."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:"):
                raise ValueError("a letter fetches nothing")
            return super().fetch(url, headers)

    page = HTML(string=html, url_fetcher=Nowhere(allowed_protocols=["data"]))
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True))


def missing() -> str:
    """What cannot be loaded; empty: all is there."""
    try:
        from weasyprint import HTML

        HTML(string="<p>a").render()
    except (ImportError, OSError) as error:
        return f"{LACKS} ({str(error).splitlines()[0][:120]})"
    return ""


def main() -> int:
    bounds = {resource.RLIMIT_CPU: CPU_SECONDS, resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CORE: 0}
    for what, most in bounds.items():
        # Where the service may set no limits it has some of its own; and who started us waits only so long.
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))
    lacks = missing() if sys.argv[1] == "look" else ""
    if lacks:
        sys.stdout.write(lacks)
        return MISSING
    if sys.argv[1] == "look":
        return 0
    html = sys.stdin.buffer.read().decode()
    try:
        pdf = pdf_of(html)
    except (ImportError, OSError):
        if missing():
            return MISSING
        raise
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
