import { setTimeout as wait } from 'node:timers/promises';
import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from 'graphql';
import { Role } from '../../src/access/identity.js';
import { FieldChange } from '../../src/domain/field-change.js';
import { beginChange, endChange } from '../../src/store/head.js';
import { buildSchema } from '../../src/graph/schema.js';
import { kindNamed, type FieldModel } from '../../src/model/model.js';
import { publicModel } from '../../src/model/public.js';
import { change } from '../support/changes.js';
import { DIALECTS } from '../support/databases.js';
import { outsidersOf } from '../support/outsiders.js';
import { until } from '../support/processes.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { ONE, SECRET_NAMES, secretWorld, tellSecrets, tracesOf } from '../support/secrets.js';
import { openStream } from '../support/stream.js';

/** What must not be in any answer to who may not see it: restricted values, and the names of their fields. */
const TRACES = [...tracesOf(ONE), ...SECRET_NAMES.map((name) => `"${name}"`)];

const CHANGES = 'changes { id slug field before after }';
const REVISION = `id slug action recordVersion record { id } ${CHANGES}`;

/** How long it may take to ask for everything that there is, five times. */
const DEEP_MS = 180_000;

/** A row that is hidden from who may not see what it names. */
interface Hidden {
  readonly table: string;
  readonly id: string;
  readonly slug: string;
}

describe.each(DIALECTS)('the history of what is restricted on %s', (dialect) => {
  let registry: Registry;
  let outsiders: [string, Record<string, string>][];
  let hidden: Hidden[];
  /** When change sets were made. */
  let moments: string[];

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: secretWorld(ONE) });
    await tellSecrets(registry, ONE);
    outsiders = await outsidersOf(registry);
    const names = SECRET_NAMES.map((name) => `'${name}'`).join(', ');
    [hidden, moments] = await registry.store.transaction(async (manager) => {
      const gone = `SELECT "id" FROM "citation_history" WHERE "field" IN (${names})`;
      const conditions = {
        // One names something else by now.
        citation_history: `"field" IN (${names}) AND "id" NOT IN (SELECT "id" FROM "citation" WHERE "field" = 'name')`,
        revision: `"record_id" IN (${gone})`,
        field_change: `"field" IN (${names}) OR "revision_id" IN (SELECT "id" FROM "revision" WHERE "record_id" IN (${gone}))`,
      };
      const found: Hidden[] = [];
      for (const [table, condition] of Object.entries(conditions)) {
        const rows = await manager.query(`SELECT DISTINCT "id", "slug" FROM "${table}" WHERE ${condition}`);
        found.push(...rows.map((row: Hidden) => ({ ...row, table })));
      }
      const made = await manager.query('SELECT "created_at" AS "at" FROM "change_set" ORDER BY "sequence"');
      return [found, made.map(({ at }: { at: string }) => at)];
    });
  });
  afterAll(() => registry.close());

  /**
   * What all of them are told, when an editor has asked the same just before, and was told more; fails when it has a trace
   * of a secret in it.
   */
  const told = async (document: string): Promise<any> => {
    const answers: any[] = [];
    for (let times = 0; times < 2; times += 1) await asEditor(document);
    for (const [who, headers] of outsiders) {
      const { data, errors } = await registry.ask(document, {}, headers);
      expect([who, document, errors]).toEqual([who, document, undefined]);
      const text = JSON.stringify(data);
      expect([who, document, TRACES.filter((trace) => text.includes(trace))]).toEqual([who, document, []]);
      answers.push(data);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    return answers[0];
  };
  const asEditor = async (document: string): Promise<any> =>
    (await registry.ask(document, {}, await registry.signedIn(Role.EDITOR))).data;

  it('is there, and told to an editor', async () => {
    const text = JSON.stringify(
      await asEditor(`{ revisions(first: 1000) { nodes { ${REVISION} } } fieldChanges { nodes { field } } }`),
    );
    for (const trace of [ONE.later, `${ONE.phone}9`, `${ONE.locator}, again`, '"email"', '"phone"']) {
      expect([trace, text.includes(trace)]).toEqual([trace, true]);
    }
    for (const table of ['citation_history', 'revision', 'field_change']) {
      expect([table, hidden.some((row) => row.table === table)]).toEqual([table, true]);
    }
    expect(moments).toHaveLength(10);
  });

  it('is told along no path: from the record, from change sets, or from what is noted of each field', async () => {
    const { people } = await told(
      `{ people(first: 1000) { nodes { slug citations { slug } history { ${REVISION} } } } }`,
    );
    const changes = (slug: string) =>
      people.nodes.find((node: any) => node.slug === slug).history.map((revision: any) => revision.changes);
    // That somebody was changed is told; what of it is not, nor how much there was besides.
    expect(changes('person-0')).toEqual([[], [], []]);
    const [, seen] = changes('person-2');
    expect(seen.map(({ field }: any) => field).sort()).toEqual(['honorific', 'name', 'note']);
    expect(seen.map(({ slug }: any) => slug.split('-').at(-1)).sort()).toEqual(['1', '2', '3']);
    // Nor do numbers of citations have gaps where one is hidden.
    for (const { slug, citations } of people.nodes) {
      const numbers = citations.map((citation: any) => Number(citation.slug.split('-').at(-1)));
      if (slug !== 'person-8')
        expect([slug, numbers]).toEqual([slug, numbers.map((_: number, at: number) => at + 1)]);
    }
    await told(
      `{ changeSets(first: 1000) { nodes { message revisions(first: 1000) { totalCount nodes { ${REVISION} } } } } }`,
    );
    await told(`{ revisions(first: 1000) { totalCount nodes { ${REVISION} } } }`);
    await told('{ fieldChanges(first: 1000) { totalCount nodes { field before after revision { id } } } }');
    await told('{ citations(first: 1000) { nodes { slug field locator } } }');
    await told('{ sources { nodes { supports(first: 1000) { totalCount nodes { slug field locator } } } } }');
  });

  it('answers nothing to who asks for it by id or key, now or as of any moment', async () => {
    const singular: Record<string, string> = {
      citation_history: 'citation',
      revision: 'revision',
      field_change: 'fieldChange',
    };
    const nothing = (data: object) => expect(new Set(Object.values(data).flat())).toEqual(new Set([null]));
    for (let start = 0; start < hidden.length; start += 50) {
      const some = hidden.slice(start, start + 50);
      const ids = JSON.stringify(some.map(({ id }) => id));
      const times = moments.map((at, index) => `t${index}: nodes(ids: $ids, asOf: "${at}") { id }`);
      const byKey = some.map(
        ({ table, slug }, index) => `k${index}: ${singular[table]}(slug: "${slug}") { id }`,
      );
      nothing(await told(`{ nodes(ids: ${ids}) { id } ${times.join(' ').replaceAll('$ids', ids)} }`));
      nothing(await told(`{ ${byKey.join(' ')} }`));
    }
  });

  it('is reached through no other row either, were one to refer to it that is not hidden itself', async () => {
    const [own] = await registry.store.transaction((manager) =>
      manager.query(
        `SELECT f."id", f."slug", f."about" FROM "field_change" f JOIN "revision" r ON r."id" = f."revision_id" WHERE r."about" IS NOT NULL AND f."field" = 'locator' ORDER BY f."slug"`,
      ),
    );
    const name = (about: string | null) =>
      registry.store.transaction(async (manager) => {
        await beginChange(manager, 'chs_test');
        await manager.getRepository(FieldChange).update({ id: own.id }, { about });
        await endChange(manager, { made: true });
      });
    await name(null);
    const { fieldChanges } = await told(
      `{ fieldChanges(where: { slug: { eq: "${own.slug}" } }) { totalCount groups(by: [{ dimension: REVISION_ACTION }]) { nodes { keys { state value } } } } }`,
    );
    await name(own.about);
    expect(fieldChanges).toEqual({
      totalCount: 1,
      groups: { nodes: [{ keys: [{ state: 'UNKNOWN', value: null }] }] },
    });
  });

  it('is not found by filter, order, group, measure or search', async () => {
    const named = SECRET_NAMES.map((name) => `"${name}"`).join(', ');
    const none = await told(`{
      a: fieldChanges(where: { field: { in: [${named}] } }) { totalCount }
      b: fieldChanges(where: { or: [{ before: { contains: "secret" } }, { after: { contains: "${ONE.phone}" } }, { after: { contains: "Zagora" } }] }) { totalCount }
      c: revisions(where: { changes: { some: { field: { in: [${named}] } } } }) { totalCount }
      d: changeSets(where: { revisions: { some: { changes: { some: { before: { contains: "secret" } } } } } }) { totalCount }
      e: citations(where: { locator: { contains: "Zagora" } }) { totalCount }
    }`);
    expect(new Set(Object.values(none).map((list: any) => list.totalCount))).toEqual(new Set([0]));
    await told(
      '{ fieldChanges { aggregate { count distinct(of: REVISION) } groups(by: [{ dimension: REVISION_ACTION }]) { nodes { keys { value } count members { nodes { after } } } } } }',
    );
    await told(
      '{ fieldChanges(orderBy: [{ after: DESC }], first: 1000) { nodes { after } pageInfo { endCursor } } }',
    );
    await told(
      '{ revisions(orderBy: [{ changes: { count: DESC } }], first: 1000) { nodes { id } pageInfo { endCursor } } }',
    );
    const groups = 'groups(by: [{ path: "supports" }], counting: WHOLE, first: 1000)';
    const grouped = JSON.stringify(
      await told(`{ sources { ${groups} { totalCount nodes { keys { value node { id } } count } } } }`),
    );
    expect(
      hidden.filter(({ id, slug }) => grouped.includes(`"${id}"`) || grouped.includes(`"${slug}"`)),
    ).toEqual([]);
    for (const text of ['Zagora', 'latersecret', 'secretone', '21255544433', 'birthDate', 'phone']) {
      const { now, then } = await told(
        `{ now: search(text: "${text}") { totalCount } then: search(text: "${text}", asOf: "${moments.at(-2)}") { totalCount } }`,
      );
      expect([text, now.totalCount, then.totalCount]).toEqual([text, 0, 0]);
    }
  });

  it('is not told by how the registry was at any moment, by findings, or by counts of what it holds', async () => {
    for (const at of moments) {
      const asOf = `asOf: "${at}"`;
      const { changes, registry: held } = await told(`{
        people(first: 1000, ${asOf}) { nodes { slug citations { slug field locator } history { ${REVISION} } } }
        changes: fieldChanges(first: 1000, ${asOf}) { totalCount nodes { field before after } }
        registry(${asOf}) { counts { kind count } }
      }`);
      const counted = held.counts.find(({ kind }: { kind: string }) => kind === 'FieldChange').count;
      expect([at, counted]).toEqual([at, changes.totalCount]);
    }
    await told('{ findings(first: 1000) { totalCount nodes { code message records { id } } } }');
  });

  it(
    'is nowhere in the graph, through any field of any kind, two steps deep',
    async () => {
      const schema = buildSchema(publicModel(registry.model));
      for (const kind of registry.model.kinds.values()) {
        const type = schema.getType(kind.name) as GraphQLObjectType;
        await told(`{ ${kind.plural}(first: 100) { totalCount nodes ${selection(type, 2)} } }`);
      }
      const roots = Object.values(schema.getQueryType()?.getFields() ?? {}).filter(
        ({ args, type }) =>
          args.every(({ type: given }) => !String(given).endsWith('!')) && isObjectType(getNamedType(type)),
      );
      expect(roots.length).toBeGreaterThan(registry.model.kinds.size);
      for (const { name, type } of roots) {
        await told(`{ ${name} ${selection(getNamedType(type) as GraphQLObjectType, 2)} }`);
      }
    },
    DEEP_MS,
  );

  it('is not in the feed of changes, which names no record that its reader could not find', async () => {
    const feed = async (headers: Record<string, string>) => {
      const stream = await openStream(registry.url, { ...headers, 'last-event-id': '0' });
      await until(() => stream.text.includes(`id: ${moments.length}\n`));
      // A stream in which there is more would tell it by now.
      await wait(300);
      stream.leave();
      return stream.text;
    };
    const ids = hidden.filter(({ table }) => table === 'citation_history').map(({ id }) => id);
    const full = await feed(await registry.signedIn(Role.EDITOR));
    expect(ids.filter((id) => !full.includes(id))).toEqual([]);
    for (const [who, headers] of outsiders) {
      const text = await feed(headers);
      expect([who, [...ids, ...TRACES].filter((trace) => text.includes(trace))]).toEqual([who, []]);
      for (const [, data = ''] of text.matchAll(/^data: (.*)$/gm)) {
        const { sequence, recordCount, records } = JSON.parse(data);
        const { changeSets } = await told(
          `{ changeSets(where: { sequence: { eq: ${sequence} } }) { nodes { revisions { totalCount } } } }`,
        );
        const [{ revisions }] = changeSets.nodes;
        expect([sequence, recordCount, records.length]).toEqual([
          sequence,
          revisions.totalCount,
          Math.min(revisions.totalCount, 1000),
        ]);
      }
    }
    expect(kindNamed(registry.model, 'Citation').naming?.columns).toEqual(['field']);
  });

  it('gives the last numbers to what is restricted, whichever fields are', async () => {
    const person = kindNamed(registry.model, 'Person');
    const name = { ...(person.fields.get('name') as FieldModel), restricted: true };
    const fields = new Map([...person.fields, ['name', name] as const]);
    const model = {
      ...registry.model,
      kinds: new Map([...registry.model.kinds, ['Person', { ...person, fields }]]),
    };
    const input = { name: { en: 'Person ten' }, honorific: { en: 'Dr' } };
    await change({ model, store: registry.store }, [{ update: 'Person', of: 'person-10', input }]);
    const rows: { field: string; slug: string }[] = await registry.store.transaction((manager) =>
      manager.query(
        `SELECT f."field", f."slug" FROM "field_change" f JOIN "revision" r ON r."id" = f."revision_id" JOIN "person" p ON p."id" = r."record_id" WHERE p."slug" = 'person-10' ORDER BY f."slug"`,
      ),
    );
    expect(rows.map(({ field }) => field)).toEqual(['honorific', 'name']);
  });
});

/** Every field of a type that can be asked without arguments, with what is in it to some depth. */
function selection(type: GraphQLObjectType, depth: number): string {
  const fields = Object.values(type.getFields()).flatMap(({ name, type: output, args }) => {
    if (args.some(({ type: given }) => String(given).endsWith('!'))) return [];
    const inner = getNamedType(output);
    if (isLeafType(inner)) return [name];
    if (!isObjectType(inner) || depth === 0) return [`${name} { __typename }`];
    return [`${name} ${selection(inner, depth - 1)}`];
  });
  return `{ ${fields.join(' ')} }`;
}
