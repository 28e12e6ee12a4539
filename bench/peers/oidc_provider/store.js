// oidc-provider's storage on SQLite: a table for each kind of record, statements prepared once.
//
// `each`: every write is a transaction of its own. `group`: the writes of all requests that are ready to run share one
// commit, and each waits for it. Either way what was answered is on the disk (synchronous=FULL).
import Database from 'better-sqlite3';

const MODELS = [
  ...['AccessToken', 'AuthorizationCode', 'Client', 'ClientCredentials', 'Grant', 'Interaction'],
  ...['PushedAuthorizationRequest', 'RefreshToken', 'ReplayDetection', 'Session'],
];

export function openStore(file, commit) {
  const database = new Database(file);
  for (const pragma of ['journal_mode=WAL', 'synchronous=FULL', 'cache_size=-16384']) database.pragma(pragma);
  const durably = commit === 'group' ? grouped(database) : (write) => write();
  const statements = new Map(MODELS.map((model) => [model, prepared(database, model)]));
  return class Store {
    constructor(model) {
      if (!statements.has(model)) throw new Error(`no table for ${model}`);
      this.statements = statements.get(model);
    }

    async upsert(id, payload, expiresIn) {
      const row = { id, payload: JSON.stringify(payload), uid: payload.uid ?? null, grantId: payload.grantId ?? null };
      row.expiresAt = expiresIn ? now() + expiresIn : null;
      await durably(() => this.statements.upsert.run(row));
    }

    async find(id) {
      return payloadOf(this.statements.find.get({ id, now: now() }));
    }

    async findByUid(uid) {
      return payloadOf(this.statements.findByUid.get({ uid, now: now() }));
    }

    async findByUserCode() {
      return undefined; // no devices in this measurement
    }

    async consume(id) {
      await durably(() => this.statements.consume.run({ id, now: now() }));
    }

    async destroy(id) {
      await durably(() => this.statements.destroy.run({ id }));
    }

    async revokeByGrantId(grantId) {
      await durably(() => this.statements.revoke.run({ grantId }));
    }
  };
}

function prepared(database, model) {
  database.exec(`
    CREATE TABLE IF NOT EXISTS ${model} (
      id TEXT PRIMARY KEY, payload TEXT NOT NULL, uid TEXT, grant_id TEXT, expires_at INTEGER, consumed_at INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS ${model}_uid ON ${model} (uid) WHERE uid IS NOT NULL;
    CREATE INDEX IF NOT EXISTS ${model}_grant ON ${model} (grant_id) WHERE grant_id IS NOT NULL;
  `);
  const live = '(expires_at IS NULL OR expires_at > $now)';
  return {
    upsert: database.prepare(`
      INSERT INTO ${model} (id, payload, uid, grant_id, expires_at) VALUES ($id, $payload, $uid, $grantId, $expiresAt)
      ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, uid = excluded.uid, grant_id = excluded.grant_id,
        expires_at = excluded.expires_at`),
    find: database.prepare(`SELECT payload, consumed_at FROM ${model} WHERE id = $id AND ${live}`),
    findByUid: database.prepare(`SELECT payload, consumed_at FROM ${model} WHERE uid = $uid AND ${live}`),
    consume: database.prepare(`UPDATE ${model} SET consumed_at = $now WHERE id = $id`),
    destroy: database.prepare(`DELETE FROM ${model} WHERE id = $id`),
    revoke: database.prepare(`DELETE FROM ${model} WHERE grant_id = $grantId`),
  };
}

function grouped(database) {
  const [begin, commit] = ['BEGIN IMMEDIATE', 'COMMIT'].map((statement) => database.prepare(statement));
  let committed = null;
  return (write) => {
    if (!committed) {
      begin.run();
      committed = new Promise((resolve, reject) => {
        setImmediate(() => {
          committed = null;
          try {
            commit.run();
            resolve();
          } catch (error) {
            reject(error);
          }
        });
      });
    }
    write();
    return committed;
  };
}

function payloadOf(row) {
  if (!row) return undefined;
  const payload = JSON.parse(row.payload);
  return row.consumed_at ? { ...payload, consumed: row.consumed_at } : payload;
}

function now() {
  return Math.floor(Date.now() / 1000);
}
