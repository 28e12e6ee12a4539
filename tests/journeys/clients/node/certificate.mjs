// npm's openid-client as a service that proves itself in TLS (RFC 8705): a code is redeemed and userinfo read with a certificate.
// One line of JSON in, one out. The issuer's own host is plain here, the host for certificates is a real nginx.
import * as https from "node:https";
import * as readline from "node:readline";
import * as client from "openid-client";

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const told = JSON.parse((await lines.next()).value);
const METHODS = { tls_client_auth: client.TlsClientAuth, self_signed_tls_client_auth: client.TlsClientAuth };

function shown(url, options) {
  const { hostname, port } = new URL(told.nginx);
  return new Promise((resolve, reject) => {
    const request = https.request(
      { hostname, port, path: url.pathname, method: options.method, headers: Object.fromEntries(new Headers(options.headers)), ca: told.ca, cert: told.cert, key: told.key },
      async (answer) => {
        const parts = [];
        for await (const part of answer) parts.push(part);
        resolve(new Response(Buffer.concat(parts), { status: answer.statusCode, headers: answer.headers }));
      },
    );
    request.on("error", reject);
    request.end(options.body ? String(options.body) : undefined);
  });
}

async function reach(address, options) {
  const url = new URL(address);
  if (url.origin === told.mtls) return shown(url, options);
  return fetch(told.site + url.pathname + url.search, options);
}

const config = await client.discovery(
  new URL(told.issuer),
  told.client_id,
  { use_mtls_endpoint_aliases: true, id_token_signed_response_alg: "ES256", [client.clockSkew]: told.skew },
  METHODS[told.method](),
  { [client.customFetch]: reach, execute: [client.enableNonRepudiationChecks] },
);
const current = new URL(`${told.redirect_uri}?${new URLSearchParams({ code: told.code, iss: told.issuer, state: "state-1" })}`);
const checks = { pkceCodeVerifier: told.verifier, expectedState: "state-1", expectedNonce: "nonce-1" };
const tokens = await client.authorizationCodeGrant(config, current, checks);
const facts = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
console.log(JSON.stringify({ email: facts.email, bound: "cnf" in JSON.parse(atob(tokens.access_token.split(".")[1])) }));
