// npm's oidc-provider as a peer of the benchmarks. Usage: node server.js PORT DATABASE_FILE each|group|memory; prints `ready`.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { openStore } from './store.js';

const [port, file, commit] = process.argv.slice(2);
if (!['each', 'group', 'memory'].includes(commit)) throw new Error('usage: node server.js PORT DATABASE_FILE each|group|memory');

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
const server = createServer();
server.keepAliveTimeout = 60_000;
server.listen(Number(port), '127.0.0.1');
await once(server, 'listening');
const address = `http://localhost:${server.address().port}`;

const client = {
  client_secret: 'bench-secret-that-is-long-enough-for-any-check',
  redirect_uris: ['https://service.example/callback'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
  id_token_signed_response_alg: 'ES256',
};

const provider = new Provider(address, {
  ...(commit === 'memory' ? {} : { adapter: openStore(file, commit) }), // without one it keeps everything in its own map
  clients: [
    { ...client, client_id: 'bench', grant_types: ['authorization_code'] },
    { ...client, client_id: 'bench-renewing', grant_types: ['authorization_code', 'refresh_token'] },
    { ...client, client_id: 'bench-machine', grant_types: ['client_credentials'], redirect_uris: [], response_types: [] },
  ],
  features: { clientCredentials: { enabled: true }, introspection: { enabled: true } },
  issueRefreshToken: async (_context, asking) => asking.grantTypeAllowed('refresh_token'), // as ours: by registration alone
  rotateRefreshToken: () => true,
  claims: { openid: ['sub'], profile: ['family_name', 'given_name'], email: ['email'] },
  scopes: ['openid', 'profile', 'email'],
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  findAccount: async (_context, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, family_name: 'Minta', given_name: 'Ildikó', email: `${id}@posta.example` }),
  }),
  jwks: { keys: [{ ...key, alg: 'ES256', use: 'sig', kid: 'bench' }] },
  pkce: { required: () => true },
});
server.on('request', provider.callback());
console.log(`ready ${server.address().port}`);
process.on('SIGTERM', () => process.exit(0));
