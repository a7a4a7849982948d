import { connect, type Socket } from 'node:net';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

describe.each(DIALECTS)('the server on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: {} });
  });
  afterAll(() => registry.close());

  const post = (body: string, type = 'application/json') =>
    fetch(`${registry.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });

  it('says that it lives and that it is ready', async () => {
    for (const [path, status] of [
      ['live', 'live'],
      ['ready', 'ready'],
    ] as const) {
      const response = await fetch(`${registry.url}/health/${path}`);
      expect([response.status, await response.json()]).toEqual([200, { status }]);
    }
  });

  it('shows a person who opens its address the way', async () => {
    expect(await (await fetch(registry.url)).json()).toMatchObject({ name: 'Sijill', graphql: '/graphql' });
    const lost = await fetch(`${registry.url}/elsewhere`);
    expect([lost.status, await lost.json()]).toEqual([
      404,
      { errors: [{ message: expect.stringContaining('/graphql'), extensions: { code: 'BAD_REQUEST' } }] },
    ]);
  });

  it.each([
    ['what is not JSON', '{', 'application/json', 400],
    ['a body that is too large', `{"query":"${'x'.repeat(300_000)}"}`, 'application/json', 413],
    ['another kind of body', '{"query":"{__typename}"}', 'text/plain', 415],
    ['a list of operations', '[{"query":"{__typename}"}]', 'application/json', 400],
    [
      'a body that reaches for prototypes',
      '{"query":"{__typename}","__proto__":{}}',
      'application/json',
      400,
    ],
    ['a body without a query', '{}', 'application/json', 400],
  ])('refuses %s in the form of a GraphQL answer', async (_what, body, type, status) => {
    const response = await post(body, type);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.any(String), extensions: expect.objectContaining({ code: 'BAD_REQUEST' }) }],
    });
  });

  it('tells apart documents that do not parse, do not fit, or name no operation', async () => {
    const codes = await Promise.all(
      ['{', '{ nothing }', 'query a { __typename } query b { __typename }'].map(
        async (query) => (await registry.ask(query)).errors?.[0]?.extensions.code,
      ),
    );
    expect(codes).toEqual([
      'GRAPHQL_PARSE_FAILED',
      'GRAPHQL_VALIDATION_FAILED',
      'OPERATION_RESOLUTION_FAILURE',
    ]);
  });

  it('answers a query by GET when the client shows that no browser was tricked into it', async () => {
    const url = `${registry.url}/graphql?query=${encodeURIComponent('{ events { totalCount } }')}`;
    expect((await fetch(url)).status).toBe(400);
    const response = await fetch(url, { headers: { 'apollo-require-preflight': '1' } });
    expect(await response.json()).toEqual({ data: { events: { totalCount: 0 } } });
  });

  it('remembers a document by its hash', async () => {
    const query = '{ registry { dataVersion } }';
    const sha256Hash = Buffer.from(
      await crypto.subtle.digest('SHA-256', new TextEncoder().encode(query)),
    ).toString('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const ask = async (body: object) => (await post(JSON.stringify(body))).json() as Promise<any>;
    expect((await ask({ extensions })).errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await ask({ query, extensions })).toEqual({ data: { registry: { dataVersion: 0 } } });
    expect(await ask({ extensions })).toEqual({ data: { registry: { dataVersion: 0 } } });
  });

  it('answers introspection and records in one operation', async () => {
    const { data } = await registry.ask(
      '{ __type(name: "Award") { name } awards { totalCount __typename } __typename }',
    );
    expect(data).toEqual({
      __type: { name: 'Award' },
      awards: { totalCount: 0, __typename: 'AwardConnection' },
      __typename: 'Query',
    });
  });
});

describe('a server, whatever its database', () => {
  it('closes connections that send their request too slowly', async () => {
    const registry = await startRegistry('sqlite', { rows: {} });
    const { port, hostname } = new URL(registry.url);
    const closed = await Promise.all(
      [
        'POST /graphql HTTP/1.1\r\nhost: x\r\n',
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
      ].map(
        (start) =>
          new Promise<boolean>((resolve) => {
            const socket: Socket = connect(Number(port), hostname, () => socket.write(start));
            const timer = setTimeout(() => resolve(false), 20_000);
            socket.on('close', () => {
              clearTimeout(timer);
              resolve(true);
            });
            socket.on('error', () => undefined);
            socket.resume();
          }),
      ),
    );
    expect(closed).toEqual([true, true]);
    await registry.close();
  });
});

describe('a server whose database is gone', () => {
  it('says so, without SQL and without the cause, and is not ready', async () => {
    const registry = await startRegistry('postgres', { rows: {} });
    await registry.loseDatabase();
    const { errors } = await registry.ask('{ events { totalCount } }');
    expect(errors).toEqual([
      { message: expect.stringContaining('cannot be reached'), extensions: { code: 'UNAVAILABLE' } },
    ]);
    expect((await fetch(`${registry.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${registry.url}/health/live`)).status).toBe(200);
    await registry.close();
  });
});
