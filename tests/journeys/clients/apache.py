"""Debian's Apache with mod_auth_openidc as a service of the town: configured as its manual says, started on loopback."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.town import Town, free_ports

PATIENCE_SECONDS = 40.0
MODULES = ("mpm_event", "authn_core", "authz_core", "authz_user", "headers", "env", "alias", "dir", "auth_openidc")
_CONFIGURATION = """
{modules}
ServerName localhost
Listen 127.0.0.1:{port}
User www-data
Group www-data
PidFile {folder}/apache.pid
Mutex file:{folder} default
ErrorLog {folder}/error.log
LogLevel warn auth_openidc:info
DocumentRoot {folder}/pages
DirectoryIndex index.html

OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client_id}
OIDCClientSecret {client_secret}
OIDCRedirectURI http://localhost:{port}/callback
OIDCCryptoPassphrase a-passphrase-of-this-test
OIDCPKCEMethod S256
OIDCScope "openid profile email"
OIDCSessionType server-cache
OIDCPassClaimsAs environment

<Location />
    AuthType openid-connect
    Require valid-user
    Header always set X-Claim-Sub "expr=%{{reqenv:OIDC_CLAIM_sub}}"
    Header always set X-Claim-Name "expr=%{{reqenv:OIDC_CLAIM_name}}"
    Header always set X-Claim-Acr "expr=%{{reqenv:OIDC_CLAIM_acr}}"
    Header always set X-Access-Token "expr=%{{reqenv:OIDC_access_token}}"
</Location>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apache:
    """The service, as a browser reaches it."""

    url: str
    folder: Path
    client_id: str

    @property
    def log(self) -> str:
        """What the server complained about."""
        return (self.folder / "error.log").read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_apache(town: Town) -> Iterator[Apache]:
    """The server, registered at the town's broker by the standard's own way (RFC 7591)."""
    port = free_ports()
    url = f"http://localhost:{port}"
    client = _registered(town, url)
    with tempfile.TemporaryDirectory(prefix="apache-") as name:
        folder = Path(name)
        values = {"modules": loaded(MODULES), "port": port, "folder": folder, "issuer": town.contract["issuer"]}
        text = _CONFIGURATION.format(**values, client_id=client["client_id"], client_secret=client["client_secret"])
        with started(folder, text, url=url):
            yield Apache(url=url, folder=folder, client_id=client["client_id"])


def loaded(modules: Iterable[str]) -> str:
    """The lines that load these modules."""
    return "\n".join(f"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so" for module in modules)


@contextmanager
def started(folder: Path, configuration: str, *, url: str, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """An Apache of this configuration and with one private page, as long as the block lasts."""
    folder.chmod(0o777)  # its processes give up their rights
    (folder / "pages").mkdir(mode=0o755)
    (folder / "pages" / "index.html").write_text("<main>private</main>", encoding="utf-8")
    file = folder / "apache.conf"
    file.write_text(configuration, encoding="utf-8")
    arguments = ["/usr/sbin/apache2", "-d", str(folder), "-f", str(file), "-D", "FOREGROUND"]
    process = subprocess.Popen(arguments, env=os.environ | (environment or {}))
    try:
        _await_answer(url, process)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _registered(town: Town, url: str) -> dict[str, Any]:
    document = {
        "client_name": "mod_auth_openidc",
        "redirect_uris": [f"{url}/callback"],
        "post_logout_redirect_uris": [f"{url}/"],
        "backchannel_logout_uri": f"{url}/callback?logout=backchannel",
        "backchannel_logout_session_required": True,
        "grant_types": ["authorization_code", "refresh_token"],
    }
    headers = {"Authorization": f"Bearer {town.contract['registration_access_token']}"}
    answer = httpx.post(f"{town.contract['issuer']}/register", json=document, headers=headers, timeout=PATIENCE_SECONDS)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _await_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    message = "Apache did not start"
    raise RuntimeError(message)
