"""Debian's Apache with mod_shib and its daemon (OpenSAML) as a service, configured as its manual says."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.clients.apache import PATIENCE_SECONDS, loaded, started
from tests.journeys.clients.saml.keys import key_files
from tests.journeys.clients.saml.module import Module
from tests.town import free_ports

ETC = Path("/etc/shibboleth")
MODULES = ("mpm_event", "authn_core", "authz_core", "authz_user", "headers", "env", "alias", "dir")
_APACHE = """
{modules}
LoadModule mod_shib /usr/lib/apache2/modules/mod_shib.so
ServerName localhost
Listen 127.0.0.1:{port}
User www-data
Group www-data
PidFile {folder}/apache.pid
Mutex file:{folder} default
ErrorLog {folder}/error.log
DocumentRoot {folder}/pages
DirectoryIndex index.html
UseCanonicalName On
ShibConfig {folder}/shibboleth2.xml
ShibCompatValidUser Off
ServerName http://localhost:{port}

<Location />
    AuthType shibboleth
    ShibRequestSetting requireSession 1
    Require shib-session
    Header always set X-Mail "expr=%{{reqenv:mail}}"
    Header always set X-Name "expr=%{{reqenv:persistent-id}}"
    Header always set X-Context "expr=%{{reqenv:Shib-AuthnContext-Class}}"
</Location>
<Location /Shibboleth.sso>
    AuthType none
    Require all granted
</Location>
Alias /sure {folder}/pages
<Location /sure>
    ShibRequestSetting authnContextClassRef http://eidas.europa.eu/LoA/substantial
    ShibRequestSetting authnContextComparison minimum
</Location>
Alias /unheard {folder}/pages
<Location /unheard>
    ShibRequestSetting authnContextClassRef urn:unheard-of
</Location>
"""
_SHIBBOLETH = """
<SPConfig xmlns="urn:mace:shibboleth:3.0:native:sp:config" clockSkew="180">
  <OutOfProcess logger="{folder}/shibd.logger"/>
  <InProcess logger="{folder}/native.logger"/>
  <UnixListener address="{folder}/shibd.sock"/>
  <ApplicationDefaults entityID="{url}/shibboleth" REMOTE_USER="persistent-id" signing="true" encryption="false"
      requireConfidentiality="false"
      signingAlg="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" digestAlg="http://www.w3.org/2001/04/xmlenc#sha256">
    <Sessions lifetime="28800" timeout="3600" relayState="ss:mem" checkAddress="false" handlerSSL="false" cookieProps="http">
      <SSO entityID="{ours}">SAML2</SSO>
      <Logout>SAML2 Local</Logout>
      <Handler type="MetadataGenerator" Location="/Metadata" signing="false"/>
      <Handler type="Session" Location="/Session" showAttributeValues="true"/>
    </Sessions>
    <Errors redirectErrors="{url}/Shibboleth.sso/Metadata"/>
    <MetadataProvider type="XML" validate="false" path="{folder}/ours.xml"/>
    <AttributeExtractor type="XML" validate="true" path="{folder}/attribute-map.xml"/>
    <AttributeFilter type="XML" validate="true" path="{etc}/attribute-policy.xml"/>
    <CredentialResolver type="File" key="{key}" certificate="{certificate}"/>
  </ApplicationDefaults>
  <SecurityPolicyProvider type="XML" validate="true" path="{etc}/security-policy.xml"/>
  <ProtocolProvider type="XML" validate="true" reloadChanges="false" path="{etc}/protocols.xml"/>
</SPConfig>
"""
_ATTRIBUTES = """
<Attributes xmlns="urn:mace:shibboleth:2.0:attribute-map" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <Attribute name="urn:oid:0.9.2342.19200300.100.1.3" id="mail"/>
  <Attribute name="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" id="persistent-id">
    <AttributeDecoder xsi:type="NameIDAttributeDecoder" formatter="$Name" defaultQualifiers="true"/>
  </Attribute>
</Attributes>
"""
_LOGGER = """
log4j.rootCategory=INFO, file
log4j.appender.file=org.apache.log4j.FileAppender
log4j.appender.file.fileName={file}
log4j.appender.file.layout=org.apache.log4j.PatternLayout
log4j.appender.file.layout.ConversionPattern=%d{{%Y-%m-%d %H:%M:%S}} %p %c %x: %m%n
"""


@contextmanager
def running_shibboleth(our_metadata: bytes, *, our_entity_id: str) -> Iterator[Module]:
    """The server and its daemon; the daemon writes the metadata."""
    port = free_ports()
    url = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="shibboleth-") as name:
        folder = Path(name)
        _furnish(folder, our_metadata, url=url, ours=our_entity_id)
        text = _APACHE.format(modules=loaded(MODULES), port=port, folder=folder)
        with _daemon(folder), started(folder, text, url=f"{url}/Shibboleth.sso/Metadata"):
            login = f"{url}/Shibboleth.sso/Login?target={url}/"
            yield Module(
                name="shibboleth",
                url=url,
                metadata_url=f"{url}/Shibboleth.sso/Metadata",
                passive_url=f"{login}&isPassive=true",
                forced_url=f"{login}&forceAuthn=true",
                artifact_url=f"{login}&acsIndex=3",
                sign_out_url=f"{url}/Shibboleth.sso/Logout?return={url}/",
                folder=folder,
            )


def _furnish(folder: Path, our_metadata: bytes, *, url: str, ours: str) -> None:
    folder.chmod(0o777)
    (folder / "ours.xml").write_bytes(our_metadata)
    (folder / "attribute-map.xml").write_text(_ATTRIBUTES)
    for logger in ("shibd", "native"):
        (folder / f"{logger}.logger").write_text(_LOGGER.format(file=folder / f"{logger}.log"))
    files = key_files(folder)
    values = {"folder": folder, "etc": ETC, "key": files.key, "certificate": files.certificate}
    (folder / "shibboleth2.xml").write_text(_SHIBBOLETH.format(url=url, ours=ours, **values))


@contextmanager
def _daemon(folder: Path) -> Iterator[None]:
    """Who does the protocol's work; the server's module asks it by a socket."""
    arguments = ["/usr/sbin/shibd", "-F", "-f", "-c", str(folder / "shibboleth2.xml"), "-p", str(folder / "shibd.pid")]
    with (folder / "shibd.out").open("wb") as output:
        process = subprocess.Popen(arguments, stdout=output, stderr=subprocess.STDOUT, umask=0, env=os.environ)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (folder / "shibd.sock").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert (folder / "shibd.sock").exists(), (folder / "shibd.out").read_text()
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
