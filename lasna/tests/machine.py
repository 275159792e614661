"""A machine set up by docs/operate.md: one folder in place of /, ports of its own, no root, no systemd."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from lasna.config.trial.addresses import own_addresses
from lasna.tests.certificate import certificate_for
from lasna.tests.guide import Block, Elsewhere
from lasna.tests.stack import free_port, program, until_listening

CHECKOUT = Path(__file__).resolve().parent.parent.parent
NAME = "meetings.example.org"
PUBLIC = str(own_addresses("0.0.0.0")[0])  # stands for the public address, at which relay and Janus listen
WEB = ("8001", "8002")
FREE = "8003"
"""No process runs there; the proxy knows it."""
BUILT = shutil.ignore_patterns("static_built", "*.mo", "__pycache__")
PATHS = (
    "/etc/lasna",
    "/etc/letsencrypt",
    "/etc/nginx",
    "/etc/ssl/lasna",
    "/etc/systemd/system",
    "/etc/turnserver.conf",
    "/opt/lasna",
    "/run/lasna-janus",
    "/usr/local/bin",
    "/var/backups/lasna",
    "/var/lib/lasna",
    "/var/log/nginx",
    "/var/www/html",
)
BROUGHT_ALONG = (
    "etc/nginx/sites-available",
    "etc/nginx/sites-enabled",
    "etc/ssl",
    "etc/systemd/system",
    "opt",
    "root",
    "run",
    "usr/local/bin",
    "var/backups",
    "var/lib",
    "var/log/nginx",
    "var/www/html",
)
USERS = {
    # PostgreSQL's socket knows who comes; here a variable says it.
    "runuser -u postgres --": "env PGUSER=postgres",
    "runuser -u lasna --": "env PGUSER=lasna",
    " --owner=lasna --group=lasna": "",
    " --group=turnserver": "",
    " --group=lasna": "",
}


def copied_into_the_image() -> list[tuple[list[str], str]]:
    """Every COPY of the Containerfile that takes from the repository: its sources, and where to."""
    text = (CHECKOUT / "deploy" / "Containerfile").read_text()
    found = (line.split()[1:] for line in text.splitlines() if line.startswith("COPY "))
    return [(words[:-1], words[-1]) for words in found if not words[0].startswith("--")]


def fresh_checkout(folder: Path) -> Path:
    """What the Containerfile takes from the repository, with nothing built; Node and packages are there."""
    folder.mkdir()
    for sources, target in copied_into_the_image():
        for source in sources:
            if (CHECKOUT / source).is_file():
                shutil.copy2(CHECKOUT / source, folder / source)
            else:
                shutil.copytree(CHECKOUT / source, folder / target, ignore=BUILT)
    for name in ".venv", "node_modules":
        (folder / name).symlink_to(CHECKOUT / name)
    return folder


class Machine:
    """``servers``: what stands for the servers that the document names; ``environment``: for the rest."""

    def __init__(self, folder: Path, servers: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self.root = folder
        self.ports = {written: free_port() for written in (*WEB, FREE, "80", "443", "3478")}
        self.elsewhere = Elsewhere(
            {path: f"{folder}{path}" for path in PATHS}
            | USERS
            | {port: str(self.ports[port]) for port in (*WEB, FREE)}
            | {
                "listen 80;": f"listen 127.0.0.1:{self.ports['80']};",
                "listen 443 ": f"listen 127.0.0.1:{self.ports['443']} ",
                "listening-port=3478": f"listening-port={self.ports['3478']}",
                "turn:meetings.example.org:3478": f"turn:{PUBLIC}:{self.ports['3478']}",
                "203.0.113.10": PUBLIC,
            }
            | dict(servers)
        )
        self.running: list[subprocess.Popen[bytes]] = []
        self.started: list[str] = []
        self.home = folder / "home"
        base = Path(sys.executable).resolve().parent  # the Python that this one was made from
        postgres = Path(program("initdb")).parent
        self.environment = {
            "PATH": f"{folder}/usr/local/bin:{base}:{postgres}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "CURL_HOME": str(self.home),
            "LANG": "C.UTF-8",
            # What is asked of a package index lies in the checkout already, hashes and all.
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(CHECKOUT / ".venv" / "wheels"),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            **environment,
        }

    @property
    def base_url(self) -> str:
        return f"https://{NAME}"

    @property
    def trusts(self) -> Path:
        """The certificate that browsers know."""
        return self.root / "etc/letsencrypt/live" / NAME / "fullchain.pem"

    def __enter__(self) -> "Machine":
        """What Debian and its packages bring along."""
        self.home.mkdir()
        for path in BROUGHT_ALONG:
            (self.root / path).mkdir(parents=True)
        return self

    def __exit__(self, *_error: object) -> None:
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            process.wait(timeout=20)

    # ---- the document's lines --------------------------------------------------------------------------

    def follow(self, block: Block) -> None:
        if block.where == "checkout":
            checkout = fresh_checkout(self.root / "checkout")
            self._sh(block.lines, checkout, {**os.environ, "MAKEFLAGS": "", "MAKELEVEL": ""})
            [made] = (checkout / "dist").glob("*.tar.gz")
            shutil.copy(made, self.home)
        elif block.where == "server":
            self._sh(self.elsewhere.moved(block.lines), self.home, self.environment)
            self._move_examples()
        else:
            self._effect_of(self.elsewhere.moved(block.lines))(self)

    def _sh(self, lines: str, folder: Path, environment: Mapping[str, str]) -> None:
        done = subprocess.run(
            ["sh", "-euxc", lines],
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"

    def _move_examples(self) -> None:
        """The release is unpacked: its examples name the same places as the document."""
        mark = self.root / "moved"
        deploy = self.root / "opt/lasna/current/deploy"
        if mark.exists() or not deploy.exists():
            return
        for path in deploy.rglob("*"):
            if path.is_file():
                path.write_text(self.elsewhere.moved(path.read_text()))
        mark.touch()

    def _effect_of(self, lines: str) -> "Effect":
        """Fails where the document wants something of the machine that the test does not do."""
        for beginning, effect in EFFECTS.items():
            if lines.startswith(beginning):
                self.started += [
                    word
                    for line in lines.splitlines()
                    if line.startswith("systemctl enable --now ")
                    for word in line.split()[3:]
                ]
                return effect
        raise AssertionError(f"Nothing stands for:\n{lines}")

    # ---- what systemd and Debian do ----------------------------------------------------------------------

    def start(self, *words: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        with (self.root / "log").open("ab") as log:
            process = subprocess.Popen(
                [program("setpriv"), "--pdeathsig=TERM", "--", *words],
                cwd="/",
                env={**self.environment, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.running.append(process)
        return process

    def unit(self, name: str) -> tuple[list[str], dict[str, str]]:
        """What systemd would start for ``name``, and with which variables."""
        stem, at, instance = name.partition("@")
        text = (self.root / "etc/systemd/system" / f"{stem}{at}.service").read_text()
        said = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and line[0] != "#")
        assert said["User"] == "lasna"
        lines = Path(said["EnvironmentFile"]).read_text().splitlines()
        variables = dict(line.split("=", 1) for line in lines)
        words = shlex.split(said["ExecStart"].replace("%i", instance))
        return words, variables | {"PGUSER": "lasna"}

    def start_units(self) -> None:
        for name in self.started:
            if name.endswith(".timer"):
                continue
            words, variables = self.unit(name)
            self.start(*words, environment=variables)
        for port in WEB:
            until_listening(self.ports[port], self.running[-1])

    def start_media(self) -> None:
        words = ["-c", f"{self.root}/etc/turnserver.conf", f"--userdb={self.home}/turndb"]
        server = self.start(program("turnserver"), *words, f"--pidfile={self.home}/turnserver.pid")
        until_listening(self.ports["3478"], server, PUBLIC)
        text = (self.root / "etc/systemd/system/lasna-janus.service").read_text()
        said = dict(line.split("=", 1) for line in text.splitlines() if "=" in line and line[0] != "#")
        folder = self.root / "run" / said["RuntimeDirectory"]
        folder.mkdir()
        subprocess.run(shlex.split(said["ExecStartPre"]), check=True)
        name, _equals, value = said["Environment"].partition("=")
        janus = self.start(*shlex.split(said["ExecStart"]), environment={name: value})
        until_listening(folder / "janus.sock", janus)

    def get_certificate(self) -> None:
        """As the authority would; and curl finds our name here, and knows the authority."""
        live = self.trusts.parent
        live.mkdir(parents=True)
        certificate_for(NAME, live)
        (live / "certificate.pem").rename(live / "fullchain.pem")
        (live / "key.pem").rename(live / "privkey.pem")
        near = f"connect-to = {NAME}:443:127.0.0.1:{self.ports['443']}\ncacert = {self.trusts}\n"
        (self.home / ".curlrc").write_text(near)

    def start_proxy(self) -> None:
        """Debian's nginx.conf, as far as sites can tell."""
        me = "user root;\n" if os.getuid() == 0 else ""  # whose folder this is
        sites = f"include {self.root}/etc/nginx/sites-enabled/*;"
        (self.root / "nginx.conf").write_text(
            f"{me}pid {self.root}/nginx.pid;\ndaemon off;\nevents {{}}\nhttp {{\n{sites}\n}}\n"
        )
        words = [program("nginx"), "-p", str(self.root), "-e", "stderr", "-c", "nginx.conf"]
        until_listening(self.ports["443"], self.start(*words))

    def said(self) -> str:
        return (self.root / "log").read_text(errors="replace")


Effect = Callable[[Machine], None]


def nothing(_machine: Machine) -> None:
    """Done before: packages are there, and the user of the test stands for all users."""


EFFECTS: dict[str, Effect] = {
    "apt-get update\n": nothing,
    "systemctl daemon-reload\nsystemctl enable lasna-janus\n": Machine.start_media,
    "systemctl daemon-reload\nsystemctl enable --now ": Machine.start_units,
    "certbot certonly --webroot ": Machine.get_certificate,
    "nginx -t\nsystemctl reload nginx\n": Machine.start_proxy,
}
"""How the lines begin that need root or systemd → what is done instead."""
