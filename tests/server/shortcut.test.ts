import { connect } from 'node:net';
import { parse, type OperationDefinitionNode } from 'graphql';
import { Role } from '../../src/access/identity.js';
import { buildSchema } from '../../src/graph/schema.js';
import { Planner } from '../../src/planner/planner.js';
import { postgres } from '../../src/planner/dialects/postgres.js';
import { sqlite } from '../../src/planner/dialects/sqlite.js';
import { Shortcut } from '../../src/server/shortcut.js';
import { Lang } from '../../src/domain/values/lang.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const RECORD =
  'query One($slug: String!) { event(slug: $slug) { slug name(lang: [EN]) } } query Other { __typename }';
const YTHI = { slug: 'ythi-final' };
const LANGS = [Lang.EN, Lang.AR, Lang.FR];

const HEAD =
  'POST /graphql HTTP/1.1\r\nhost: registry\r\nconnection: close\r\ncontent-type: application/json\r\n';

describe.each(DIALECTS)('a question that is asked again on %s', (dialect) => {
  let registry: Registry;
  let slug: string;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { explain: true });
    const { data } = await registry.ask('{ events(first: 1) { nodes { slug } } }');
    slug = data.events.nodes[0].slug;
  });
  afterAll(() => registry.close());

  /** Sends the rest of a request on a socket, in parts; everything that comes back. */
  const send = (...parts: string[]) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(registry.url).port), '127.0.0.1');
      let given = '';
      socket.setEncoding('utf8').on('data', (text) => (given += text));
      socket.once('error', reject).once('close', () => resolve(given));
      socket.write(HEAD);
      for (const [index, part] of parts.entries()) setTimeout(() => socket.write(part), index * 50);
    });

  const post = async (body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${registry.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const { date: _, ...told } = Object.fromEntries(response.headers);
    return { status: response.status, headers: told, text: await response.text() };
  };

  it('has the same answer to the byte, under the same headers', async () => {
    const body = { query: RECORD, operationName: 'One', variables: { slug } };
    const first = await post(body);
    expect(first.text).toContain(slug);
    expect(await post(body)).toEqual(first);
  });

  it('is answered by its own variables and in its own languages', async () => {
    const body = { query: 'query ($slug: String!) { event(slug: $slug) { slug name } }' };
    const name = async (of: string, lang: string) => {
      const { text } = await post({ ...body, variables: { slug: of } }, { 'accept-language': lang });
      return JSON.parse(text).data.event?.name;
    };
    const arabic = await name(slug, 'ar');
    expect(await name('not-there', 'ar')).toBeUndefined();
    expect(await name(slug, 'en')).not.toBe(arabic);
    expect(await name(slug, 'ar')).toBe(arabic);
  });

  it('fails with the same error as at first', async () => {
    const body = { query: RECORD, operationName: 'One' };
    await post({ ...body, variables: { slug } });
    const wrong = await post({ ...body, variables: { slug: 7 } });
    expect(wrong.status).toBe(400);
    expect(JSON.parse(wrong.text).errors[0].extensions).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['variables', 'slug'],
    });
    expect(JSON.parse((await post(body)).text).errors[0].extensions.path).toEqual(['variables', 'slug']);
    expect((await post({ query: RECORD, operationName: 'None' })).status).toBe(400);
  });

  it('has the same answer however its body arrives', async () => {
    const body = JSON.stringify({ query: RECORD, operationName: 'One', variables: { slug } });
    const whole = (await post(JSON.parse(body))).text;
    const bytes = Buffer.byteLength(body);
    const half = body.length >> 1;
    const sized = `content-length: ${bytes}\r\n\r\n`;
    expect(await send(`${sized}${body}`)).toContain(whole);
    expect(await send(`${sized}${body.slice(0, half)}`, body.slice(half))).toContain(whole);
    const chunked = `transfer-encoding: chunked\r\n\r\n${bytes.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    expect(await send(chunked)).toContain(whole);
    const spaces = ' '.repeat(20_000);
    expect(await send(`content-length: ${bytes + spaces.length}\r\n\r\n${body}${spaces}`)).toContain(whole);
  });

  it('leaves a server that goes on answering when its client goes away half-way', async () => {
    const body = { query: RECORD, operationName: 'One', variables: { slug } };
    const whole = (await post(body)).text;
    for (let times = 0; times < 20; times += 1) {
      const socket = connect(Number(new URL(registry.url).port), '127.0.0.1');
      await new Promise((resolve) => socket.write(`${HEAD}content-length: 900\r\n\r\n{"query":`, resolve));
      socket.destroy();
    }
    expect((await post(body)).text).toBe(whole);
  });

  it('is answered with what its client accepts, and explained when that is asked', async () => {
    const body = { query: RECORD, operationName: 'One', variables: { slug } };
    await post(body);
    const accepting = await post(body, { accept: 'application/graphql-response+json' });
    expect(accepting.headers['content-type']).toContain('application/graphql-response+json');
    expect((await post(body, { accept: 'text/csv' })).status).toBe(406);
    const admin = await registry.signedIn(Role.ADMIN);
    const explained = await post(body, { ...admin, 'sijill-explain': 'true' });
    expect(JSON.parse(explained.text).extensions.explain.roots).toHaveLength(1);
  });
});

describe.each(DIALECTS)('the short way on %s', (dialect) => {
  let registry: Registry;
  let shortcut: Shortcut;
  let longWay: string[];

  beforeAll(async () => {
    registry = await startRegistry(dialect);
    const schema = buildSchema(registry.model);
    const planner = new Planner(registry.model, schema, dialect === 'postgres' ? postgres : sqlite);
    shortcut = new Shortcut(schema, planner, registry.store);
    longWay = [
      '{ event(slug: "x") { slug } __schema { description } }',
      '{ events { nope: __typename } __type(name: "Event") { name } }',
    ];
    for (const query of [RECORD, ...longWay]) {
      const document = parse(query);
      const [operation] = document.definitions as [OperationDefinitionNode];
      shortcut.learn(query, operation.name?.value, { document, operation });
    }
  });
  afterAll(() => registry.close());

  const answer = (body: unknown) => shortcut.answer(JSON.stringify(body), LANGS, () => ({}));

  it('is taken by questions whose words are known', async () => {
    const body = { query: RECORD, operationName: 'One', variables: YTHI };
    expect(await answer(body)).toBe('{"data":{"event":null}}\n');
    expect(await answer(body)).toBe('{"data":{"event":null}}\n');
  });

  it('is not taken by any other', async () => {
    const known = { query: RECORD, operationName: 'One', variables: YTHI };
    const others: unknown[] = [
      null,
      'text',
      [known],
      {},
      { ...known, query: `${RECORD} ` },
      { ...known, operationName: 'Other' },
      { ...known, operationName: 7 },
      { ...known, variables: [1] },
      { ...known, variables: {} },
      { ...known, variables: { slug: 7 } },
      { ...known, extensions: {} },
      ...longWay.map((query) => ({ query })),
    ];
    for (const body of others) expect([body, await answer(body)]).toEqual([body, null]);
    for (const text of ['', '{', '[]'.repeat(9), '['.repeat(200) + ']'.repeat(200)])
      expect([text, await shortcut.answer(text, LANGS, () => ({}))]).toEqual([text, null]);
  });
});
