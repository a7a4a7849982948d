import { Role } from '../../src/access/identity.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';

const EXPLAIN = { 'sijill-explain': 'true' };
const QUESTION =
  'query ($kind: EventKind!) { events(where: { kind: { eq: $kind } }) { totalCount } programme(slug: "ythi") { slug } }';
const CAMPS = { kind: 'CAMP' };

describe.each(DIALECTS)('an explanation on %s', (dialect) => {
  let registry: Registry;
  let asked: Record<string, string>;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { explain: true });
    asked = { ...(await registry.signedIn(Role.ADMIN)), ...EXPLAIN };
  });
  afterAll(() => registry.close());

  it('tells the statement of each root field, that gives its answer, with plan, bounds and times', async () => {
    const { data, extensions } = await registry.ask(QUESTION, CAMPS, asked);
    const { roots, milliseconds } = extensions.explain;
    expect(Object.keys(milliseconds)).toEqual(['parse', 'plan', 'run', 'write']);
    expect(roots).toEqual([
      expect.objectContaining({ field: 'events', light: false, mostRows: null, parameters: ['CAMP'] }),
      expect.objectContaining({ field: 'programme', light: false, mostRows: 1 }),
    ]);
    for (const { field, sql, parameters, plan, milliseconds: took } of roots) {
      const [answer] = await registry.store.read([{ text: sql, values: parameters }]);
      expect(JSON.parse(String(answer))).toEqual(data[field]);
      expect(JSON.stringify(plan)).toMatch(
        dialect === 'postgres' ? /Total Cost.*Actual Total Time/ : /(SEARCH|SCAN) /,
      );
      expect(took).toBeGreaterThanOrEqual(0);
    }
  });

  it('changes nothing in the answer, whichever way it goes', async () => {
    const { extensions: _, ...explained } = await registry.ask(QUESTION, CAMPS, asked);
    expect(explained).toEqual(await registry.ask(QUESTION, CAMPS));
    const mixed = `{ __type(name: "Event") { name } events { totalCount } }`;
    const { extensions, ...walked } = await registry.ask(mixed, {}, asked);
    expect(walked).toEqual(await registry.ask(mixed));
    expect(extensions.explain.roots).toHaveLength(1);
  });

  it('is for administrators: all others are told so, and get no answer', async () => {
    const others = [Role.READER, Role.ANALYST, Role.EDITOR].map((role) => registry.signedIn(role));
    for (const headers of [{}, ...(await Promise.all(others))]) {
      expect(await registry.ask(QUESTION, CAMPS, { ...headers, ...EXPLAIN })).toEqual({
        status: 403,
        errors: [{ message: expect.stringContaining('administrators'), extensions: { code: 'FORBIDDEN' } }],
      });
    }
  });

  it('is given for `true` only, and any other word is refused', async () => {
    expect((await registry.ask(QUESTION, CAMPS, { 'sijill-explain': 'false' })).extensions).toBeUndefined();
    expect(await registry.ask(QUESTION, CAMPS, { 'sijill-explain': 'yes' })).toEqual({
      status: 400,
      errors: [
        { message: expect.stringContaining('`true` or `false`'), extensions: { code: 'BAD_REQUEST' } },
      ],
    });
  });
});

describe('a server that does not explain its answers', () => {
  it('says so, and how to let it', async () => {
    const registry = await startRegistry('sqlite', { rows: {} });
    expect(await registry.ask('{ events { totalCount } }', {}, EXPLAIN)).toEqual({
      status: 400,
      errors: [{ message: expect.stringContaining('SIJILL_EXPLAIN=1'), extensions: { code: 'BAD_REQUEST' } }],
    });
    await registry.close();
  });
});
