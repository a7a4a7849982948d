import { setTimeout as wait } from 'node:timers/promises';
import { ANONYMOUS, Role } from '../../src/access/identity.js';
import { createKey, KeyError, listKeys, revokeKey } from '../../src/access/keys.js';
import { DIALECTS } from '../support/databases.js';
import { auditOf } from '../support/audit.js';
import { startRegistry, type Registry } from '../support/registry.js';

const COUNT = '{ people { totalCount } }';
const FOREVER = { expiresAt: null };

describe.each(DIALECTS)('API keys on %s', (dialect) => {
  let registry: Registry;
  let closed: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: {} });
    closed = await startRegistry(dialect, { rows: {}, access: { anonymous: false, tokens: null } });
  });
  afterAll(async () => {
    await registry.close();
    await closed.close();
  });

  const ask = (authorization: string, query = COUNT) => registry.ask(query, {}, { authorization });
  const make = (name: string, role = Role.READER) =>
    createKey(registry.store, { name, role, ...FOREVER }, 'tests');

  it('let in whoever sends one, again and again, and note when one was last used', async () => {
    const { id, key } = await make('first');
    for (let times = 0; times < 3; times += 1) {
      expect(await ask(`Bearer ${key}`)).toEqual({ status: 200, data: { people: { totalCount: 0 } } });
    }
    expect((await ask(`bearer  ${key}`)).status).toBe(200);
    await wait(1500);
    const used = (await listKeys(registry.store)).find((found) => found.id === id)?.lastUsedAt;
    expect(Date.now() - Date.parse(used ?? '')).toBeLessThan(60_000);
  });

  it('are kept as hashes only', async () => {
    const { key } = await make('hashed');
    const secret = key.split('_')[2] ?? '';
    expect(secret).toMatch(/^[0-9a-f]{48}$/);
    const rows = await registry.store.transaction((manager) => manager.query('SELECT * FROM "api_key"'));
    expect(JSON.stringify(rows)).toContain('hashed');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('are refused with 401 when they do not hold, and never taken for anonymous', async () => {
    const { id, key } = await make('wrong ones');
    const past = { name: 'expired', role: Role.ADMIN, expiresAt: '2024-01-01T00:00:00.000Z' };
    const expired = await createKey(registry.store, past, 'tests');
    const others = [
      `Bearer ${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`,
      `Bearer ${key}0`,
      `Bearer sijill_000000000000_${'0'.repeat(48)}`,
      `Bearer sijill_${id}_`,
      `Bearer ${expired.key}`,
      `Basic ${key}`,
      key,
      'Bearer ',
      'Bearer eyJhbGciOiJub25lIn0.e30.',
      '',
    ];
    const messages = new Set<string>();
    for (const authorization of others) {
      const response = await fetch(`${registry.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: COUNT }),
      });
      const { data, errors } = (await response.json()) as { data?: unknown; errors: any[] };
      expect([authorization, response.status, data]).toEqual([authorization, 401, undefined]);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(errors[0].extensions).toEqual({ code: 'UNAUTHENTICATED' });
      messages.add(errors[0].message);
    }
    // Who guesses learns nothing from how they were refused.
    expect(messages.size).toBe(1);
    expect([...messages].join()).not.toContain(id);
  });

  it('are refused five seconds after they were revoked at the latest, though they held until then', async () => {
    const { id, key } = await make('revoked');
    expect((await ask(`Bearer ${key}`)).status).toBe(200);
    await revokeKey(registry.store, id, 'tests');
    const revoked = Date.now();
    let refusedAfter = Infinity;
    while (Date.now() - revoked < 6000 && refusedAfter === Infinity) {
      if ((await ask(`Bearer ${key}`)).status === 401) refusedAfter = Date.now() - revoked;
      await wait(50);
    }
    expect(refusedAfter).toBeLessThan(5000);
    await expect(revokeKey(registry.store, id, 'tests')).rejects.toThrow(KeyError);
    // Its name is free again.
    await make('revoked');
    await expect(make('revoked')).rejects.toThrow(KeyError);
  });

  it('show personal details to editors and administrators alone, whichever was asked first', async () => {
    const query = '{ people { nodes { email } } }';
    const statusOf = async (headers: Record<string, string>) =>
      (await registry.ask(query, {}, headers)).status;
    for (let times = 0; times < 2; times += 1) {
      for (const role of Object.values(Role)) {
        const sees = role === Role.EDITOR || role === Role.ADMIN;
        expect([role, await statusOf(await registry.signedIn(role))]).toEqual([role, sees ? 200 : 400]);
        expect(await statusOf({})).toBe(400);
      }
    }
  });

  it('must be sent where anonymous reading is switched off', async () => {
    const { status, errors } = await closed.ask(COUNT);
    expect([status, errors?.[0]?.extensions]).toEqual([401, { code: 'UNAUTHENTICATED' }]);
    expect((await closed.ask(COUNT, {}, await closed.signedIn(Role.READER))).status).toBe(200);
    expect((await closed.ask(COUNT)).status).toBe(401);
    expect((await fetch(`${closed.url}/health/ready`)).status).toBe(200);
    expect((await registry.ask(COUNT)).status).toBe(200);
    expect(ANONYMOUS.role).toBeNull();
  });

  it('are taken from the header alone', async () => {
    const { key } = await make('in the address');
    for (const name of ['access_token', 'API_KEY', 'token', 'key', 'authorization']) {
      const url = `${registry.url}/graphql?${name}=${key}&query=${encodeURIComponent(COUNT)}`;
      const response = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
      const text = await response.text();
      expect([name, response.status, text.includes('Authorization'), text.includes(key)]).toEqual([
        name,
        400,
        true,
        false,
      ]);
    }
  });

  it('leave a trace when they are made, revoked, or do not hold', async () => {
    const { id, key } = await make('traced');
    await ask(`Bearer ${key.slice(0, -6)}aaaaaa`);
    await ask(`Bearer ${key.slice(0, -6)}aaaaaa`);
    await revokeKey(registry.store, id, 'somebody');
    // Servers note failures together every second: alike ones are one entry, or two where a second ends between them.
    const traces = async () =>
      (await auditOf(registry.store))
        .filter(({ subject }) => subject.includes(id))
        .map(({ actor, action, detail }) => ({ actor, action, detail: JSON.parse(detail) }));
    const failed = ({ action }: { action: string }) => action === 'SIGN_IN_FAILED';
    const timesFailed = async () =>
      (await traces()).filter(failed).reduce((sum, { detail }) => sum + Number(detail.times), 0);
    for (let attempt = 0; attempt < 50 && (await timesFailed()) < 2; attempt += 1) await wait(200);
    expect(await timesFailed()).toBe(2);
    expect((await traces()).filter((entry) => !failed(entry))).toEqual([
      { actor: 'tests', action: 'KEY_CREATED', detail: { role: 'READER' } },
      { actor: 'somebody', action: 'KEY_REVOKED', detail: {} },
    ]);
    expect(new Set((await traces()).filter(failed).map(({ actor }) => actor))).toEqual(
      new Set(['anonymous']),
    );
  });
});
