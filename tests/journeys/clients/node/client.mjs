// npm's openid-client as a service: one scenario a process, every check of the library on. Lines of JSON lead a browser:
// {"open": url} goes out, {"came": url} or {"posted": body} comes back; {"done": facts} is the end.
import * as readline from "node:readline";
import * as client from "openid-client";

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (told) => process.stdout.write(JSON.stringify(told) + "\n");
const hear = async () => JSON.parse((await lines.next()).value);

const { issuer, token, callback, scenario } = await hear();
const subtle = crypto.subtle;
const ALGORITHMS = {
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  PS256: { name: "RSA-PSS", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  EdDSA: { name: "Ed25519" },
};

async function keyPair(alg, kid = "k1") {
  const pair = await subtle.generateKey(ALGORITHMS[alg], true, ["sign", "verify"]);
  const { kty, crv, x, y, n, e } = await subtle.exportKey("jwk", pair.publicKey);
  const jwk = { kty, crv, x, y, n, e, kid, alg, use: "sig" };
  return { key: pair.privateKey, kid, jwk };
}

async function decryptionKey() {
  const pair = await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { kty, crv, x, y } = await subtle.exportKey("jwk", pair.publicKey);
  return { key: pair.privateKey, jwk: { kty, crv, x, y, kid: "enc", use: "enc" } };
}

async function registered(metadata, authentication = client.ClientSecretBasic()) {
  const config = await client.dynamicClientRegistration(
    new URL(issuer),
    {
      redirect_uris: [callback],
      post_logout_redirect_uris: [callback],
      grant_types: ["authorization_code"],
      id_token_signed_response_alg: "ES256",
      ...metadata,
    },
    authentication,
    { initialAccessToken: token, execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
  );
  return config;
}

async function asked(config, extra = {}) {
  const verifier = client.randomPKCECodeVerifier();
  const checks = { pkceCodeVerifier: verifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
  const parameters = {
    redirect_uri: callback,
    scope: "openid profile email",
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...extra,
  };
  return { parameters, checks };
}

async function visit(url) {
  say({ open: url.href });
  const { came, posted } = await hear();
  return posted === undefined
    ? new URL(came)
    : new Request(came, {
        method: "POST",
        body: posted,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
}

async function signIn(config, { extra = {}, build = client.buildAuthorizationUrl, dpop } = {}) {
  const { parameters, checks } = await asked(config, extra);
  const current = await visit(await build(config, parameters));
  const tokens = await client.authorizationCodeGrant(config, current, checks, undefined, dpop && { DPoP: dpop });
  const { sub } = tokens.claims();
  const told = await client.fetchUserInfo(config, tokens.access_token, sub, dpop && { DPoP: dpop });
  return { tokens, told };
}

const SCENARIOS = {
  async secret_basic() {
    const config = await registered({ token_endpoint_auth_method: "client_secret_basic" });
    const { told } = await signIn(config);
    return { email: told.email };
  },
  async secret_post() {
    const config = await registered(
      { token_endpoint_auth_method: "client_secret_post", client_profile: "basic" },
      client.ClientSecretPost(),
    );
    const { told } = await signIn(config);
    return { email: told.email };
  },
  async public_client() {
    const config = await registered({ token_endpoint_auth_method: "none" }, client.None());
    const { told } = await signIn(config);
    return { email: told.email };
  },
  async private_key() {
    const facts = {};
    for (const alg of Object.keys(ALGORITHMS)) {
      const pair = await keyPair(alg);
      const config = await registered(
        { token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [pair.jwk] }, id_token_signed_response_alg: alg },
        client.PrivateKeyJwt(pair),
      );
      facts[alg] = (await signIn(config)).told.email;
    }
    return facts;
  },
  async pushed() {
    const config = await registered({ require_pushed_authorization_requests: true });
    const { told } = await signIn(config, { build: client.buildAuthorizationUrlWithPAR });
    return { email: told.email };
  },
  async form_post() {
    const config = await registered({});
    const { told } = await signIn(config, { extra: { response_mode: "form_post" } });
    return { email: told.email };
  },
  async signed_answers() {
    const config = await registered({ authorization_signed_response_alg: "ES256" });
    client.useJwtResponseMode(config);
    const { told } = await signIn(config);
    return { email: told.email };
  },
  async signed_userinfo_and_encrypted_id_token() {
    const { key, jwk } = await decryptionKey();
    const config = await registered({
      jwks: { keys: [jwk] },
      userinfo_signed_response_alg: "ES256",
      id_token_encrypted_response_alg: "ECDH-ES+A256KW",
      id_token_encrypted_response_enc: "A256GCM",
    });
    client.enableDecryptingResponses(config, ["A256GCM"], { key, kid: "enc" });
    const { told } = await signIn(config);
    return { email: told.email };
  },
  async renewal() {
    const config = await registered({ grant_types: ["authorization_code", "refresh_token"] });
    const { tokens } = await signIn(config);
    const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
    const told = await client.fetchUserInfo(config, renewed.access_token, tokens.claims().sub);
    return { email: told.email, rotated: renewed.refresh_token !== tokens.refresh_token };
  },
  async signed_request() {
    const pair = await keyPair("ES256");
    const config = await registered({ jwks: { keys: [pair.jwk] }, request_object_signing_alg: "ES256" });
    const build = (configured, parameters) => client.buildAuthorizationUrlWithJAR(configured, parameters, pair);
    const { told } = await signIn(config, { build });
    return { email: told.email };
  },
  async bound_to_a_key() {
    const config = await registered({ dpop_bound_access_tokens: true });
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256"));
    const { tokens, told } = await signIn(config, { dpop });
    return { email: told.email, type: tokens.token_type };
  },
  async fapi2_with_signed_messages() {
    const pair = await keyPair("PS256");
    const config = await registered(
      {
        client_profile: "fapi2",
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [pair.jwk] },
        id_token_signed_response_alg: "PS256",
        authorization_signed_response_alg: "PS256",
        request_object_signing_alg: "PS256",
        require_signed_request_object: true,
        dpop_bound_access_tokens: true,
      },
      client.PrivateKeyJwt(pair),
    );
    client.useJwtResponseMode(config);
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair("ES256"));
    const build = async (configured, parameters) => {
      const signed = await client.buildAuthorizationUrlWithJAR(configured, parameters, pair);
      return client.buildAuthorizationUrlWithPAR(configured, signed.searchParams, { DPoP: dpop });
    };
    const { tokens, told } = await signIn(config, { build, dpop });
    return { email: told.email, type: tokens.token_type };
  },
  async looked_at_and_revoked() {
    const config = await registered({ grant_types: ["authorization_code", "refresh_token"] });
    const { tokens } = await signIn(config);
    const before = await client.tokenIntrospection(config, tokens.access_token);
    await client.tokenRevocation(config, tokens.refresh_token);
    const after = await client.tokenIntrospection(config, tokens.access_token);
    return { before: before.active, after: after.active };
  },
  async on_a_device() {
    const grant = "urn:ietf:params:oauth:grant-type:device_code";
    const config = await registered({ grant_types: ["authorization_code", grant] });
    const begun = await client.initiateDeviceAuthorization(config, { scope: "openid email" });
    const polled = client.pollDeviceAuthorizationGrant(config, begun);
    say({ open: begun.verification_uri_complete, until: "device-done" });
    await hear();
    const tokens = await polled;
    const told = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    return { email: told.email };
  },
  async sign_out() {
    const config = await registered({});
    const { tokens } = await signIn(config);
    const state = client.randomState();
    const url = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: callback,
      state,
    });
    const back = await visit(url);
    return { returned: back.searchParams.get("state") === state };
  },
  async refused() {
    const config = await registered({});
    const { parameters, checks } = await asked(config, { prompt: "none" });
    const current = await visit(client.buildAuthorizationUrl(config, parameters));
    try {
      await client.authorizationCodeGrant(config, current, checks);
    } catch (error) {
      return { error: error.error };
    }
    return { error: null };
  },
};

say({ done: await SCENARIOS[scenario]() });
process.exit(0);
