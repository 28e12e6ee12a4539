"""Debian's Apache with mod_auth_mellon (lasso) as a service, configured as its manual says."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.clients.apache import loaded, started
from tests.journeys.clients.saml.keys import key_files
from tests.journeys.clients.saml.module import Module
from tests.town import free_ports

MODULES = ("mpm_event", "authn_core", "authz_core", "authz_user", "headers", "env", "alias", "dir", "auth_mellon")
_CONFIGURATION = """
{modules}
ServerName localhost
Listen 127.0.0.1:{port}
User www-data
Group www-data
PidFile {folder}/apache.pid
Mutex file:{folder} default
ErrorLog {folder}/error.log
LogLevel warn auth_mellon:info
DocumentRoot {folder}/pages
DirectoryIndex index.html

MellonLockFile {folder}/mellon.lock
<Location />
    AuthType Mellon
    Require valid-user
    MellonEnable auth
    MellonEndpointPath /mellon
    MellonSPPrivateKeyFile {key}
    MellonSPCertFile {certificate}
    MellonIdPMetadataFile {folder}/ours.xml
    MellonSignatureMethod rsa-sha256
    MellonSecureCookie Off
    MellonSetEnvNoPrefix MAIL "urn:oid:0.9.2342.19200300.100.1.3"
    Header always set X-Mail "expr=%{{reqenv:MAIL}}"
    Header always set X-Name "expr=%{{reqenv:MELLON_NAME_ID}}"
</Location>
Alias /sure {folder}/pages
<Location /sure>
    MellonAuthnContextClassRef "http://eidas.europa.eu/LoA/substantial"
    MellonAuthnContextComparisonType minimum
</Location>
Alias /unheard {folder}/pages
<Location /unheard>
    MellonAuthnContextClassRef "urn:unheard-of"
    MellonAuthnContextComparisonType exact
</Location>
"""


@contextmanager
def running_mellon(our_metadata: bytes) -> Iterator[Module]:
    """The server; it writes its own metadata."""
    port = free_ports()
    url = f"http://127.0.0.1:{port}"  # it names its host in its cookie, which plain programs take of an address alone
    with tempfile.TemporaryDirectory(prefix="mellon-") as name:
        folder = Path(name)
        (folder / "ours.xml").write_bytes(our_metadata)
        files = key_files(folder)
        text = _CONFIGURATION.format(
            modules=loaded(MODULES), port=port, folder=folder, key=files.key, certificate=files.certificate
        )
        with started(folder, text, url=f"{url}/mellon/metadata"):
            yield Module(
                name="mellon",
                url=url,
                metadata_url=f"{url}/mellon/metadata",
                passive_url=f"{url}/mellon/login?IsPassive=true&ReturnTo={url}/",
                forced_url="",  # this module cannot ask for it
                artifact_url="",
                sign_out_url=f"{url}/mellon/logout?ReturnTo={url}/",
                folder=folder,
            )
