import { DIALECTS } from '../support/databases.js';
import { isAtWork, until } from '../support/processes.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { smallWorld } from '../support/world.js';

/** Events of programmes of events, and so on: more rows than any database goes through in the time. */
const ENDLESS = `{ events { nodes { ${'programme { events(orderBy: [{ name: ASC }]) { nodes { '.repeat(6)} slug ${'} } } '.repeat(6)} } } }`;

describe.each(DIALECTS)('a question that takes too long on %s', (dialect) => {
  let registry: Registry;
  afterEach(() => registry.close());

  it('is stopped when its time is over, which the answer says, with what to do', async () => {
    registry = await startRegistry(dialect, { rows: smallWorld(), limits: { timeoutMs: 300 } });
    expect(await registry.ask(ENDLESS)).toEqual({
      status: 400,
      errors: [
        {
          message: expect.stringMatching(/longer than 300 ms.*Ask for less/),
          extensions: { code: 'TIMED_OUT' },
        },
      ],
    });
    await until(async () => !(await isAtWork(registry.database)));
    expect((await registry.ask('{ events { totalCount } }')).data.events.totalCount).toBeGreaterThan(0);
  });

  it('is not run again on the long way, when its words are known and it was let through before', async () => {
    registry = await startRegistry(dialect, { rows: smallWorld(), limits: { timeoutMs: 300 } });
    const query = ENDLESS.replace(
      '{ events {',
      'query ($of: [String!]!) { events(where: { slug: { in: $of } }) {',
    );
    expect((await registry.ask(query, { of: ['none'] })).data).toEqual({ events: { nodes: [] } });
    const { data } = await registry.ask('{ events { nodes { slug } } }');
    registry.statements.length = 0;
    const of = data.events.nodes.map(({ slug }: { slug: string }) => slug);
    const { status, errors } = await registry.ask(query, { of });
    expect([status, errors?.[0]?.extensions]).toEqual([400, { code: 'TIMED_OUT' }]);
    expect(registry.statements).toHaveLength(1);
  });

  it('is stopped when its client has gone', async () => {
    registry = await startRegistry(dialect, { rows: smallWorld() });
    const client = new AbortController();
    const answer = fetch(`${registry.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: ENDLESS }),
      signal: client.signal,
    }).catch((error: Error) => error.name);
    await until(() => isAtWork(registry.database));
    client.abort();
    expect(await answer).toBe('AbortError');
    await until(async () => !(await isAtWork(registry.database)));
    expect((await registry.ask('{ events { totalCount } }')).data.events.totalCount).toBeGreaterThan(0);
  });
});
