import type { AddressInfo } from 'node:net';
import { Role } from '../../src/access/identity.js';
import { createKey, revokeKey } from '../../src/access/keys.js';
import { buildSchema } from '../../src/graph/schema.js';
import { buildServer } from '../../src/server/server.js';
import { openStore } from '../../src/store/store.js';
import { change } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { until } from '../support/processes.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { openStream } from '../support/stream.js';

interface Told {
  readonly sequence: number;
  readonly author: string;
  readonly records: readonly { id: string; action: string }[];
}

/** Follows the feed until so many change sets were told of, and then goes away. */
async function follow(url: string, count: number, lastEventId?: number): Promise<Told[]> {
  const controller = new AbortController();
  const response = await fetch(`${url}/changes`, {
    headers: lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) },
    signal: controller.signal,
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const told: Told[] = [];
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(event) ?? [];
      if (data === undefined) continue;
      told.push(JSON.parse(data) as Told);
      expect(Number(id)).toBe(told.at(-1)?.sequence);
    }
    if (told.length >= count) break;
  }
  controller.abort();
  return told;
}

describe.each(DIALECTS)('the feed of changes on %s', (dialect) => {
  let registry: Registry;
  const topic = (slug: string) =>
    change(registry, [{ create: 'Topic', input: { slug, name: { en: slug } } }], { author: slug });
  beforeEach(async () => {
    registry = await startRegistry(dialect, { rows: { topic: [{ slug: 'first', name: { en: 'First' } }] } });
  });
  afterEach(() => registry.close());

  it('tells of change sets as they are made, and of what they did to which record', async () => {
    const following = follow(registry.url, 2);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const made = await topic('second');
    await change(registry, [{ delete: 'Topic', of: 'second' }]);
    const id = made.records[0];
    expect(await following).toMatchObject([
      {
        sequence: 2,
        author: 'second',
        message: 'A test.',
        recordCount: 1,
        records: [{ id, action: 'CREATED' }],
      },
      { sequence: 3, author: 'amina', records: [{ id, action: 'DELETED' }] },
    ]);
  });

  it('misses nothing and repeats nothing when a client goes and comes again, on another server too', async () => {
    const store = await openStore(registry.model, registry.database);
    const other = await buildServer(registry.model, buildSchema(registry.model), store, {
      logLevel: 'silent',
    });
    await other.app.listen({ host: '127.0.0.1', port: 0 });
    const urls = [registry.url, `http://127.0.0.1:${(other.app.server.address() as AddressInfo).port}`];
    const writing = (async () => {
      for (let index = 0; index < 60; index += 1) await topic(`t-${index}`);
    })();
    const seen: number[] = [];
    for (let round = 0; seen.length < 60; round += 1) {
      const told = await follow(urls[round % 2] ?? '', Math.min(17, 60 - seen.length), seen.at(-1) ?? 1);
      seen.push(...told.map(({ sequence }) => sequence));
    }
    await writing;
    expect(seen).toEqual([...new Set(seen)]);
    expect(seen.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, index) => index + 2));
    await other.stop();
    await store.close();
  });

  it('ends within five seconds for whoever has a key that is revoked, and tells them of nothing after that', async () => {
    const { id, key } = await createKey(
      registry.store,
      { name: 'k', role: Role.READER, expiresAt: null },
      'tests',
    );
    const kept = await registry.signedIn(Role.READER);
    const [stream, other] = await Promise.all([
      openStream(registry.url, { authorization: `Bearer ${key}` }),
      openStream(registry.url, kept),
    ]);
    await topic('before');
    await until(() => stream.text.includes('before'));
    await revokeKey(registry.store, id, 'tests');
    const revoked = Date.now();
    await stream.ended;
    expect(Date.now() - revoked).toBeLessThan(5000);
    await topic('after');
    await until(() => other.text.includes('after'));
    expect(stream.text).not.toContain('after"');
    expect(stream.text).toContain('the credential does not hold any more');
    const again = await fetch(`${registry.url}/changes`, { headers: { authorization: `Bearer ${key}` } });
    expect(again.status).toBe(401);
    other.leave();
  });

  it('ends when the key expires with which it was opened', async () => {
    const expiresAt = new Date(Date.now() + 2000).toISOString();
    const { key } = await createKey(registry.store, { name: 'k', role: Role.READER, expiresAt }, 'tests');
    const stream = await openStream(registry.url, { authorization: `Bearer ${key}` });
    await stream.ended;
    const late = Date.now() - Date.parse(expiresAt);
    expect([late >= 0, late < 2000]).toEqual([true, true]);
  });

  it('is told to nobody who does not say who they are once anonymous reading is off', async () => {
    const store = await openStore(registry.model, registry.database);
    const serving = async (anonymous: boolean) => {
      const { app, stop } = await buildServer(registry.model, buildSchema(registry.model), store, {
        logLevel: 'silent',
        access: { anonymous, tokens: null },
      });
      await app.listen({ host: '127.0.0.1', port: 0 });
      return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, stop };
    };
    const before = await serving(true);
    const stream = await openStream(before.url);
    await before.stop();
    await stream.ended;
    const after = await serving(false);
    for (const path of ['/changes', '/changes?after=0']) {
      const refused = await fetch(`${after.url}${path}`);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('Bearer'),
      ]);
    }
    const known = await openStream(after.url, await registry.signedIn(Role.READER));
    known.leave();
    await after.stop();
    await store.close();
  });

  it('refuses a place that is none, and ends when the server stops', async () => {
    const refused = await fetch(`${registry.url}/changes?after=yesterday`);
    expect(refused.status).toBe(400);
    const store = await openStore(registry.model, registry.database);
    const other = await buildServer(registry.model, buildSchema(registry.model), store, {
      logLevel: 'silent',
    });
    await other.app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${(other.app.server.address() as AddressInfo).port}`;
    const response = await fetch(`${url}/changes`);
    const ended = response.text();
    await other.stop();
    expect(await ended).toBe(': changes after 1\n\n');
    await store.close();
  });
});
