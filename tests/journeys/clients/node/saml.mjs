// A service on npm's @node-saml/node-saml or samlify, led line by line: each line of JSON asks for one thing and gets one answer.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { SAML } from "@node-saml/node-saml";
import samlify from "samlify";

const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
const CONTEXT = ["Response", "Assertion", "AuthnStatement", "AuthnContext", "AuthnContextClassRef"];
const BY_FORM = { authnRequestBinding: "HTTP-POST", skipRequestCompression: true }; // by itself it deflates in forms, too
const BEHIND_ISSUER = "/*[local-name(.)='AuthnRequest']/*[local-name(.)='Issuer']";
const MAIL = "urn:oid:0.9.2342.19200300.100.1.3";

const [, , library, url, keyFile, certificateFile, metadataFile] = process.argv;
const place = {
  url,
  entityId: `${url}/metadata`,
  key: readFileSync(keyFile, "utf8"),
  certificate: readFileSync(certificateFile, "utf8"),
  ours: readFileSync(metadataFile, "utf8"),
};

const came = (told) => (told.posted === undefined ? new URL(told.came).search.slice(1) : told.posted);
const fieldsOf = (told) => Object.fromEntries(new URLSearchParams(came(told)));

function nodeSaml() {
  const ours = samlify.IdentityProvider({ metadata: place.ours }).entityMeta; // reads the metadata; node-saml wants single values
  let learned;
  const kept = new Map();
  const saml = (asked, inResponseTo = "always", more = {}) =>
    new SAML({
      ...more,
      entryPoint: ours.getSingleSignOnService("redirect"),
      logoutUrl: ours.getSingleLogoutService("redirect"),
      idpCert: ours.getX509Certificate("signing"),
      idpIssuer: ours.getEntityID(),
      issuer: place.entityId,
      callbackUrl: place.url,
      logoutCallbackUrl: place.url,
      privateKey: place.key,
      publicCert: place.certificate,
      decryptionPvk: place.key,
      signatureAlgorithm: "sha256",
      digestAlgorithm: "sha256",
      identifierFormat: PERSISTENT,
      wantAuthnResponseSigned: true,
      wantAssertionsSigned: false,
      validateInResponseTo: inResponseTo,
      forceAuthn: asked?.is_forced ?? false,
      passive: asked?.is_passive ?? false,
      authnContext: [asked?.context],
      racComparison: asked?.comparison ?? "minimum",
      cacheProvider: {
        saveAsync: async (key, value) => (kept.set(key, value), { value, createdAt: Date.now() }),
        getAsync: async (key) => kept.get(key) ?? null,
        removeAsync: async (key) => (kept.delete(key), key),
      },
    });
  return {
    metadata: async () => saml().generateServiceProviderMetadata(place.certificate, place.certificate),
    begin: async (asked) => saml(asked).getAuthorizeUrlAsync("/", undefined, {}),
    beginByForm: async (asked) => saml(asked, "always", BY_FORM).getAuthorizeFormAsync("/", undefined, {}),
    finish: async (told) => {
      const { profile } = await saml().validatePostResponseAsync(fieldsOf(told));
      if (profile === null) return { not_learned: "no profile: NoPassive" }; // node-saml's own way to say so
      learned = profile;
      const assertion = profile.getAssertion().Assertion;
      const context = assertion.AuthnStatement[0].AuthnContext[0].AuthnContextClassRef[0]._;
      return { name_id: profile.nameID, session_index: profile.sessionIndex, context, email: profile[MAIL] };
    },
    leave: async () => saml().getLogoutUrlAsync(learned, "/", {}),
    left: async (told) =>
      told.posted === undefined
        ? (await saml().validateRedirectAsync(fieldsOf(told), came(told))).loggedOut
        : (await saml(null, "ifPresent").validatePostResponseAsync(fieldsOf(told))).loggedOut, // by form it reads no InResponseTo
    hear: async (told) => {
      const fields = fieldsOf(told);
      const { profile } =
        told.posted === undefined
          ? await saml().validateRedirectAsync(fields, came(told))
          : await saml().validatePostRequestAsync(fields);
      return saml().getLogoutResponseUrlAsync(profile, fields.RelayState ?? "", {}, true);
    },
  };
}

function samlifyService() {
  samlify.setSchemaValidator({ validate: async () => "not looked at: the tests validate by the schemas themselves" });
  const ours = samlify.IdentityProvider({
    metadata: place.ours.replace('WantAuthnRequestsSigned="false"', 'WantAuthnRequestsSigned="true"'), // else it signs no request
    isAssertionEncrypted: true,
    wantLogoutRequestSigned: true,
    wantLogoutResponseSigned: true,
  });
  const { certificate } = ours.entityMeta.meta;
  const one = samlify.IdentityProvider({ metadata: place.ours, wantLogoutRequestSigned: true, wantLogoutResponseSigned: true });
  one.entityMeta.meta.certificate = { ...certificate, signing: [certificate.signing].flat()[0] }; // in addresses it reads no second
  const service = samlify.ServiceProvider({
    entityID: place.entityId,
    authnRequestsSigned: true,
    wantMessageSigned: true,
    wantLogoutRequestSigned: true,
    wantLogoutResponseSigned: true,
    nameIDFormat: [PERSISTENT],
    allowCreate: true,
    requestSignatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    privateKey: place.key,
    encPrivateKey: place.key,
    signatureConfig: { prefix: "ds", location: { reference: BEHIND_ISSUER, action: "after" } }, // its own is for answers
    signingCert: place.certificate,
    encryptCert: place.certificate,
    assertionConsumerService: [{ Binding: POST, Location: place.url }],
    singleLogoutService: [{ Binding: REDIRECT, Location: place.url }],
  });
  const request = (told) => {
    const fields = fieldsOf(told);
    const octets = came(told).split("&").filter((part) => !part.startsWith("Signature=")).join("&");
    return told.posted === undefined ? { query: fields, octetString: octets } : { body: fields };
  };
  const written = (asked, binding = "redirect") => (template) => {
    const id = `_${crypto.randomUUID()}`;
    const contexts = `<samlp:RequestedAuthnContext Comparison="${asked.comparison}"><saml:AuthnContextClassRef>${asked.context}</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`;
    const context = samlify.SamlLib.replaceTagsByValue(template, {
      ID: id,
      Destination: ours.entityMeta.getSingleSignOnService(binding),
      Issuer: place.entityId,
      IssueInstant: new Date().toISOString(),
      NameIDFormat: PERSISTENT,
      ProtocolBinding: POST,
      AssertionConsumerServiceURL: place.url,
      AssertionConsumerServiceIndex: undefined,
      AllowCreate: true,
      ForceAuthn: asked.is_forced || undefined,
    })
      .replace(' Version="2.0"', ` Version="2.0"${asked.is_passive ? ' IsPassive="true"' : ""}`)
      .replace("</samlp:AuthnRequest>", `${contexts}</samlp:AuthnRequest>`);
    return { id, context };
  };
  let asked;
  return {
    metadata: async () => service.getMetadata(),
    begin: async (wish) => {
      const begun = service.createLoginRequest(ours, "redirect", { relayState: "/", customTagReplacement: written(wish) });
      asked = begun.id;
      return begun.context;
    },
    beginByForm: async (wish) => {
      const begun = service.createLoginRequest(ours, "post", { relayState: "/", customTagReplacement: written(wish, "post") });
      asked = begun.id;
      return `<form method="post" action="${begun.entityEndpoint}"><input name="SAMLRequest" value="${begun.context}"><input name="RelayState" value="/"></form>`;
    },
    finish: async (told) => {
      const { extract, samlContent } = await service.parseLoginResponse(ours, "post", request(told));
      if (extract.response.inResponseTo !== asked) throw new Error("the answer belongs to another request");
      const { nameID, sessionIndex, attributes } = extract;
      const { context } = samlify.Extractor.extract(samlContent, [{ key: "context", localPath: CONTEXT, attributes: [] }]);
      return { name_id: nameID, session_index: sessionIndex.sessionIndex, context, email: attributes[MAIL] };
    },
    leave: async ({ name_id, session_index }) => {
      const user = { logoutNameID: name_id, sessionIndex: session_index };
      return service.createLogoutRequest(one, "redirect", user, { relayState: "/" }).context;
    },
    left: async (told) => Boolean(await service.parseLogoutResponse(one, "redirect", request(told))),
    hear: async (told) => {
      const heard = await service.parseLogoutRequest(one, "redirect", request(told));
      return service.createLogoutResponse(one, heard, "redirect", { relayState: fieldsOf(told).RelayState ?? "" }).context;
    },
  };
}

const service = { "node-saml": nodeSaml, samlify: samlifyService }[library]();
for await (const line of createInterface({ input: process.stdin })) {
  const { act, told } = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify({ answer: await service[act](told) })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error?.message ?? error) })}\n`);
  }
}
