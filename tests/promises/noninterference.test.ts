import { parse, type GraphQLSchema } from 'graphql';
import { Role } from '../../src/access/identity.js';
import { ChangeSet } from '../../src/domain/change-set.js';
import { buildSchema } from '../../src/graph/schema.js';
import type { Model } from '../../src/model/model.js';
import { publicModel, restrictedColumns } from '../../src/model/public.js';
import { Chance } from '../fuzz/chance.js';
import { dress } from '../fuzz/dress.js';
import { Generator } from '../fuzz/generator.js';
import { World } from '../fuzz/world.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, type Dialect } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { ONE, OTHER, secretWorld, tellSecrets, type Secrets } from '../support/secrets.js';

/** Documents that two registries are asked which differ in restricted values alone. */
const DOCUMENTS = Number(process.env.RESTRICTED_DOCUMENTS ?? 200);

/** How many milliseconds a document may take, on both registries. */
const EACH_MS = 1000;

/** The share of documents that are asked in other words: with variables, fragments, as of a moment. */
const REWORDED = 0.2;

/** When both registries are filled. */
const FILLED = Date.parse('2024-06-01T08:00:00.000Z');

describe.each(DIALECTS)('two registries on %s that differ in restricted values alone', (dialect) => {
  let one: Registry;
  let other: Registry;
  let model: Model;
  let schema: GraphQLSchema;

  beforeAll(async () => {
    one = await filled(dialect, ONE, 1);
    other = await filled(dialect, OTHER, 2);
    model = publicModel(one.model);
    schema = buildSchema(model);
  });
  afterAll(async () => {
    await one.close();
    await other.close();
  });

  /** What a registry sends to who does not say who they are, to the byte, and what it asks of its database for that. */
  const exchange = async (registry: Registry, body: string, headers: Record<string, string> = {}) => {
    registry.statements.length = 0;
    const response = await fetch(`${registry.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    // The time of day is no part of an answer.
    const sent = [...response.headers].filter(([name]) => name !== 'date');
    return {
      answer: [response.status, sent, await response.text()],
      statements: [...registry.statements],
    };
  };

  it('do differ', async () => {
    const document = '{ people(first: 1000) { nodes { email phone minor } } fieldChanges { totalCount } }';
    const [mine, theirs] = await Promise.all(
      [one, other].map(async (registry) => registry.ask(document, {}, await registry.signedIn(Role.ADMIN))),
    );
    expect(mine?.errors).toBeUndefined();
    expect(mine?.data.people).not.toEqual(theirs?.data.people);
    expect(mine?.data.fieldChanges).not.toEqual(theirs?.data.fieldChanges);
  });

  it(
    `give who does not say who they are the same bytes and headers to ${DOCUMENTS} random documents, by the same statements, of which none reads a restricted column: how long an answer takes can tell no more than how wide rows are`,
    async () => {
      const world = await World.read(model, one.store);
      const restricted = restrictedWords(one.model);
      const different: unknown[] = [];
      let answered = 0;
      let asked = 0;
      for (let round = 0; round < DOCUMENTS && different.length < 3; round += 1) {
        const { source, pages } = new Generator(world, new Chance(77, round), true).question();
        // What needs cursors is asked without them: a page from its beginning.
        const plain = pages.length > 0 ? source.replaceAll(/"@\d+:\d+"/g, 'null') : source;
        const chance = new Chance(78, round);
        const { source: query, variables } = chance.maybe(REWORDED)
          ? dress(schema, parse(plain), chance, world.moment)
          : { source: plain, variables: {} };
        const body = JSON.stringify({ query, variables });
        const [mine, theirs] = await Promise.all([one, other].map((registry) => exchange(registry, body)));
        if (JSON.stringify(mine) !== JSON.stringify(theirs)) different.push([body, mine, theirs]);
        const read = mine?.statements.filter((text) => restricted.test(text)) ?? [];
        if (read.length > 0) different.push([body, read]);
        if (mine?.answer[0] === 200) answered += 1;
        asked += mine?.statements.length ?? 0;
      }
      expect(different).toEqual([]);
      // Errors are the same too, but most documents have an answer, and none goes without asking the database.
      expect(answered).toBeGreaterThan(DOCUMENTS * 0.8);
      expect(asked).toBeGreaterThan(DOCUMENTS);
    },
    60_000 + DOCUMENTS * EACH_MS,
  );

  it('give them the same bytes to what is refused, explained, or asked in another way', async () => {
    const bodies = [
      { query: '{ people { nodes { email } } }' },
      { query: '{ people(where: { email: { eq: "secretone@example.org" } }) { totalCount } }' },
      { query: '{ people(orderBy: [{ birthDate: ASC }]) { nodes { id } } }' },
      {
        query: 'query ($where: PersonFilter) { people(where: $where) { totalCount } }',
        variables: { where: { minor: true } },
      },
      {
        query:
          'mutation { deletePerson(id: "x", expectedVersion: 1, change: { message: "x" }) { errors { code } } }',
      },
      { query: '{ search(text: "secretone") { totalCount nodes { text level } } }' },
      {
        query:
          '{ findings(first: 100) { totalCount nodes { code message } } registry { dataVersion updatedAt counts { kind count } } }',
      },
      { query: '{ people { nodes { ' },
      { query: '' },
      {
        query: '{ people { totalCount } }',
        extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } },
      },
    ].map((body) => JSON.stringify(body));
    const kinds: Record<string, string>[] = [
      {},
      { 'sijill-explain': 'true' },
      { 'accept-language': 'ar' },
      { accept: 'text/html' },
    ];
    for (const headers of kinds) {
      for (const body of [...bodies, '{', '[]']) {
        const [mine, theirs] = await Promise.all(
          [one, other].map((registry) => exchange(registry, body, headers)),
        );
        expect([body, mine]).toEqual([body, theirs]);
      }
    }
    const [mine, theirs] = await Promise.all(
      [one, other].map(async ({ url }) => {
        const response = await fetch(`${url}/`);
        return [[...response.headers].filter(([name]) => name !== 'date'), await response.text()];
      }),
    );
    expect(mine).toEqual(theirs);
  });
});

/** A registry with secrets and with a history of them, made as if at one moment. */
async function filled(dialect: Dialect, secrets: Secrets, every: number): Promise<Registry> {
  const { now } = Date;
  // Moments are a millisecond apart where the clock stands still: the same in both registries.
  Date.now = () => FILLED;
  try {
    const registry = await startRegistry(dialect, { rows: secretWorld(secrets, every) });
    await tellSecrets(registry, secrets);
    await nameChangeSets(registry);
    return registry;
  } finally {
    Date.now = now;
  }
}

/** Names change sets by their numbers: the names that they are given are random. */
async function nameChangeSets({ store }: Registry): Promise<void> {
  await byHand(store, async (manager) => {
    const all = await manager.find(ChangeSet, { order: { sequence: 'ASC' } });
    for (const changeSet of all) {
      const { id, sequence } = changeSet;
      // Two of them cannot have one number.
      await manager.update(ChangeSet, id, { sequence: -sequence });
      await manager.insert(ChangeSet, { ...changeSet, id: `chs_${sequence}`, slug: `change-${sequence}` });
      await manager.query(
        `UPDATE "revision" SET "change_set_id" = 'chs_${sequence}' WHERE "change_set_id" = '${id}'`,
      );
      await manager.delete(ChangeSet, id);
    }
  });
}

/** Finds the names of restricted columns in a statement. */
function restrictedWords({ kinds }: Model): RegExp {
  const columns = [...kinds.values()].flatMap(({ fields }) => [
    ...restrictedColumns([...fields.values()]).keys(),
  ]);
  return new RegExp(`"(${columns.join('|')})"`);
}
