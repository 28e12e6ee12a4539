// Passkeys: the one thing of these pages that only a script can do. A form says what it wants by its data attributes:
// data-passkey="create" or "get", data-options: where the task is fetched, data-conditional: offer keys in the user name's field.

const CHALLENGE_AGES_MS = 8 * 60 * 1000;
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function task(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (!answer.ok) throw new Error(String(answer.status));
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  options.excludeCredentials = named(options.excludeCredentials);
  options.allowCredentials = named(options.allowCredentials);
  return options;
}

function sent(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts });
}

async function finish(form, options, more) {
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: options, ...more });
  form.elements.credential.value = sent(credential);
  form.submit();
}

let quiet = null;

async function offerQuietly(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const attempt = new AbortController();
  quiet = attempt;
  const renewal = setTimeout(() => {
    attempt.abort();
    offerQuietly(form);
  }, CHALLENGE_AGES_MS);
  try {
    await finish(form, await task(form), { mediation: "conditional", signal: attempt.signal });
  } catch {
    // Nobody chose a key: the page goes on as it was.
    if (!attempt.signal.aborted) clearTimeout(renewal);
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const part = (name) => form.querySelector(`[data-passkey-${name}]`);
  if (!window.PublicKeyCredential) {
    part("unsupported").hidden = false;
    continue;
  }
  part("ready").hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    part("failed").hidden = true;
    quiet?.abort();
    try {
      await finish(form, await task(form), {});
    } catch {
      part("failed").hidden = false;
      part("failed").focus();
    }
  });
  if (form.hasAttribute("data-conditional")) offerQuietly(form);
}
