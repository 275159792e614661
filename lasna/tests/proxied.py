"""For browser tests: PostgreSQL, Redis, two web processes, a worker, and the proxy of deploy/ before them.

``python -m lasna.tests.proxied FOLDER`` says where it is, as a line of JSON. At each line it hears, it
restarts every process, one after the other, and says so. It ends with its standard input.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from lasna.tests.deploys import restart_each
from lasna.tests.fleet import Fleet
from lasna.tests.stack import Stack, free_port, program, until_answered

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "deploy" / "nginx.conf"


def site(port: int, webs: list[int]) -> str:
    """The example's upstream and the location that leads to it, without TLS."""
    text = EXAMPLE.read_text()
    for number, web in enumerate(webs, start=1):
        text = text.replace(f"127.0.0.1:800{number}", f"127.0.0.1:{web}")
    upstream = re.search(r"^upstream lasna \{.*?^\}", text, re.MULTILINE | re.DOTALL)
    upgrade = re.search(r"^map .*?^\}", text, re.MULTILINE | re.DOTALL)
    locations = re.findall(r"^    location / \{.*?^    \}", text, re.MULTILINE | re.DOTALL)
    location = next((each for each in locations if "proxy_pass" in each), None)
    if upstream is None or upgrade is None or location is None:
        raise RuntimeError("deploy/nginx.conf looks otherwise than this test knows")
    server = f"server {{ listen 127.0.0.1:{port}; access_log off;\n{location}\n}}"
    return f"{upstream[0]}\n{upgrade[0]}\n{server}".replace("Proto https", "Proto http")


def start_proxy(folder: Path, port: int, webs: list[int]) -> "subprocess.Popen[bytes]":
    """nginx in ``folder``; it ends with us."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ {temporary}\n{site(port, webs)}\n}}\n"
    )
    words = [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", "nginx.conf"]
    proxy = subprocess.Popen([program("setpriv"), "--pdeathsig=TERM", "--", *words])
    until_answered(f"http://localhost:{port}/health/live", proxy, (folder / "error.log").read_text)
    return proxy


def main(folder: Path) -> None:
    port = free_port()
    with Stack() as stack:
        stack.create_database("lasna")
        url = f"http://localhost:{port}"
        fleet = Fleet(folder / "data", stack.environment() | {"LASNA_URL": url})
        proxy = None
        try:
            fleet.start()
            proxy = start_proxy(folder / "proxy", port, fleet.ports)
            made = json.loads(fleet.command("demo", "meeting", "--json", "--port", str(port)))
            print(json.dumps({"url": url, "meeting": made}), flush=True)  # noqa: T201 - to the test
            for _line in sys.stdin:
                restart_each(fleet)
                print(json.dumps({"restarted": len(fleet.ports) + 1}), flush=True)  # noqa: T201
        finally:
            fleet.stop()
            if proxy is not None:
                proxy.terminate()
                proxy.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
