import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isScalarType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { buildSchema } from '../../src/graph/schema.js';
import { Role } from '../../src/access/identity.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Answer, type Registry } from '../support/registry.js';

const SAMPLES: Record<string, string> = {
  String: '"a"',
  ID: '"evt_a"',
  Int: '1',
  Float: '1.5',
  Boolean: 'true',
  Edtf: '"2024-06"',
  DateTime: '"2024-06-01T00:00:00Z"',
  Decimal: '1.5',
  Amount: '"1"',
  CurrencyCode: 'USD',
};

/** Every field, filter and order that the schema offers, asked at least once. */
describe.each(DIALECTS)('everything that the schema offers on %s', (dialect) => {
  let registry: Registry;
  let schema: GraphQLSchema;
  let ask: (query: string) => Promise<Answer>;

  beforeAll(async () => {
    registry = await startRegistry(dialect);
    schema = buildSchema(registry.model);
    const headers = await registry.signedIn(Role.EDITOR);
    ask = (query) => registry.ask(query, {}, headers);
  });
  afterAll(() => registry.close());

  const kinds = () => [...registry.model.kinds.values()];

  /** Asks many fields of one list in documents of some, and gives the errors by what was asked. */
  const failures = async (plural: string, fields: readonly string[]) => {
    const failed: unknown[] = [];
    for (let start = 0; start < fields.length; start += 25) {
      const part = fields.slice(start, start + 25).map((field, index) => `f${index}: ${field}`);
      const { errors } = await ask(`{ ${part.join(' ')} }`);
      if (!errors) continue;
      for (const field of part) {
        const single = await ask(`{ ${field} }`);
        if (single.errors) failed.push([plural, field, single.errors[0]?.message]);
      }
    }
    return failed;
  };

  it('can be selected', async () => {
    for (const kind of kinds()) {
      const type = schema.getType(kind.name);
      if (!isObjectType(type)) throw new Error(kind.name);
      const selections = Object.values(type.getFields()).map(({ name, type: output, args }) => {
        const given = args
          .filter((argument) => String(argument.type).endsWith('!'))
          .map((argument) => `${argument.name}: ${SAMPLES.DateTime ?? ''}`);
        const call = given.length > 0 ? `${name}(${given.join()})` : name;
        const named = getNamedType(output);
        if (isScalarType(named) || isEnumType(named)) return call;
        const members = isObjectType(named) ? Object.values(named.getFields()) : [];
        const leaves = members.filter(
          (member) =>
            member.args.length === 0 &&
            (isScalarType(getNamedType(member.type)) || isEnumType(getNamedType(member.type))),
        );
        const inner = named.name.endsWith('Connection')
          ? 'totalCount nodes { id } edges { cursor } pageInfo { endCursor }'
          : leaves.map((leaf) => leaf.name).join(' ');
        return `${call} { __typename ${inner} }`;
      });
      expect(
        await failures(
          kind.plural,
          selections.map((selection) => `${kind.plural}(first: 3) { nodes { ${selection} } }`),
        ),
      ).toEqual([]);
    }
  });

  it('can be filtered by, with every operator', async () => {
    for (const kind of kinds()) {
      const where = schema.getType(`${kind.name}Where`) as GraphQLInputObjectType;
      const filters = Object.values(where.getFields())
        .filter(({ name }) => name !== 'isNull')
        .flatMap(({ name, type }) => inputsOf(type, 1).map((value) => `{ ${name}: ${value} }`));
      const fields = filters.map(
        (filter) => `${kind.plural}(where: ${filter}, first: 1) { totalCount nodes { id } }`,
      );
      expect(await failures(kind.plural, fields)).toEqual([]);
    }
  });

  it('can be ordered by, both ways, with the page after', async () => {
    for (const kind of kinds()) {
      const order = schema.getType(`${kind.name}Order`) as GraphQLInputObjectType;
      const terms = Object.values(order.getFields()).flatMap(({ name, type }) => {
        return termsOf(type, 1).map((value) => `{ ${name}: ${value} }`);
      });
      for (const term of terms) {
        const page = (after: string) =>
          `{ page: ${kind.plural}(first: 2, orderBy: [${term}]${after}) { nodes { slug } pageInfo { endCursor hasNextPage hasPreviousPage } } }`;
        const first = await ask(page(''));
        expect([term, first.errors]).toEqual([term, undefined]);
        const { endCursor, hasNextPage } = first.data.page.pageInfo;
        if (!hasNextPage) continue;
        const second = await ask(page(`, after: "${endCursor}"`));
        expect([term, second.errors]).toEqual([term, undefined]);
        expect(second.data.page.pageInfo.hasPreviousPage).toBe(true);
        const both = [...first.data.page.nodes, ...second.data.page.nodes].map(
          ({ slug }: { slug: string }) => slug,
        );
        expect(new Set(both).size).toBe(both.length);
      }
    }
  });
});

/** Values for an input type: one for each operator or quantifier. */
function inputsOf(type: GraphQLInputType, depth: number): string[] {
  const nullable = getNullableType(type);
  if (isListType(nullable))
    return inputsOf(nullable.ofType, depth)
      .slice(0, 1)
      .map((value) => `[${value}]`);
  if (isEnumType(nullable)) return [nullable.getValues()[0]?.name ?? ''];
  if (!isInputObjectType(nullable)) return [SAMPLES[nullable.name] ?? '"a"'];
  if (nullable.name.endsWith('Where'))
    return ['{ slug: { eq: "a" } }', ...(depth > 0 ? ['{ not: { id: { eq: "a" } } }'] : [])];
  const fields = Object.values(nullable.getFields()).filter(({ name }) => name !== 'match');
  return fields.flatMap(({ name, type: inner }) => {
    const companions = nullable.name.endsWith('CountFilter')
      ? name === 'where'
        ? ', gte: 0'
        : ''
      : nullable.name === 'MoneyFilter' && !['currency', 'isNull'].includes(name)
        ? ', currency: USD'
        : '';
    const matches = nullable.getFields().match && name !== 'isNull' ? ['', ', match: POSSIBLE'] : [''];
    return inputsOf(inner, depth - 1).flatMap((value) =>
      matches.map((match) => `{ ${name}: ${value}${companions}${match} }`),
    );
  });
}

/** Values for a term of an order: each of its fields, and those of a related record's own fields two of them. */
function termsOf(type: GraphQLInputType, depth: number): string[] {
  const named = getNamedType(type);
  if (isEnumType(named)) return ['ASC', 'DESC'];
  if (!isInputObjectType(named)) throw new Error(`${named.name} is not a term of an order.`);
  const fields = Object.values(named.getFields());
  if (named.getFields().direction) {
    const given = fields.map(({ name, type: inner }) => {
      const sample = name === 'where' ? '{ slug: { startsWith: "a" } }' : inputsOf(inner, 0)[0];
      return `${name}: ${name === 'direction' ? 'DESC' : sample}`;
    });
    return [`{ ${given.join(', ')} }`];
  }
  if (!named.name.endsWith('RelationOrder') && depth === 0) return [];
  if (!named.name.endsWith('RelationOrder')) return ['{ slug: DESC }', '{ createdAt: ASC }'];
  return fields.flatMap(({ name, type: inner }) =>
    termsOf(inner, depth - 1).map((term) => `{ ${name}: ${term} }`),
  );
}
