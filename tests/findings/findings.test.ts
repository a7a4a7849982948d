import { graphql, parse, type OperationDefinitionNode } from 'graphql';
import { isGroupRule, type Condition, type Where } from '../../src/domain/values/finding.js';
import { LANGS } from '../../src/domain/values/lang.js';
import { buildSchema } from '../../src/graph/schema.js';
import { factAlong, findingCodes, findingsOf, type KindFinding } from '../../src/model/findings.js';
import { loadModel } from '../../src/model/load.js';
import { kindNamed, type KindModel, type Model } from '../../src/model/model.js';
import { sqlite } from '../../src/planner/dialects/sqlite.js';
import { Planner } from '../../src/planner/planner.js';
import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { brokenWorld, FINDINGS } from './broken-world.js';

const TOTAL = Object.values(FINDINGS).flat().length;

const EVERYTHING = `{
  findings(first: 1000) {
    totalCount
    byCode { __typename code label(lang: [FR]) severity severityLabel(lang: [FR]) message(lang: [FR]) count }
    edges { __typename cursor node { code } }
    nodes { __typename code label severity severityLabel kind message records { __typename id slug ... on Award { rank prize { slug } } } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const answers = new Map<string, unknown>();

describe.each(DIALECTS)('findings on %s', (dialect) => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry(dialect, { rows: brokenWorld() });
  });
  afterAll(() => registry.close());

  const ask = async (query: string, variables: object = {}, headers: Record<string, string> = {}) => {
    const { data, errors } = await registry.ask(query, variables, headers);
    expect(errors).toBeUndefined();
    return data.findings;
  };
  const named = ({ code, records }: any) => [code, ...records.map(({ slug }: any) => slug)];

  it('come the worst first, then by code, kind and record, whole in one statement', async () => {
    registry.statements.length = 0;
    const { nodes, totalCount } = await ask(EVERYTHING);
    expect(registry.statements).toHaveLength(1);
    expect(totalCount).toBe(TOTAL);
    expect(nodes.map(named)).toEqual(
      Object.entries(FINDINGS).flatMap(([code, found]) => found.map((records) => [code, ...records])),
    );
    const rank = ['ERROR', 'WARNING', 'INFO'];
    const severities = nodes.map(({ severity }: any) => rank.indexOf(severity));
    expect(severities).toEqual([...severities].sort());
  });

  it('are counted by code, with texts in the language that is asked for', async () => {
    const { byCode } = await ask(EVERYTHING);
    expect(byCode.map(({ code, count }: any) => [code, count])).toEqual(
      Object.entries(FINDINGS).map(([code, found]) => [code, found.length]),
    );
    const [first] = findingCodes(registry.model);
    expect(byCode[0]).toEqual({
      __typename: 'FindingCount',
      code: first?.code,
      label: first?.label.fr,
      severity: 'ERROR',
      severityLabel: 'Erreur',
      message: first?.message.fr,
      count: 2,
    });
  });

  it('speak the language of the reader', async () => {
    const query = '{ findings(first: 1) { nodes { label severityLabel message } } }';
    const [first] = findingCodes(registry.model);
    for (const lang of ['ar', 'en', 'fr'] as const) {
      const { nodes } = await ask(query, {}, { 'accept-language': lang });
      expect(nodes).toEqual([
        {
          label: first?.label[lang],
          severityLabel: { ar: 'خطأ', en: 'Error', fr: 'Erreur' }[lang],
          message: first?.message[lang],
        },
      ]);
    }
  });

  it('are the same on both databases, and when graphql-js walks the answer', async () => {
    const data = await ask(EVERYTHING);
    answers.set(dialect, data);
    expect(data).toEqual([...answers.values()][0]);
    const walking = await startRegistry(dialect, { rows: brokenWorld(), walk: true });
    const walked = await walking.ask(EVERYTHING);
    await walking.close();
    expect(walked.errors).toBeUndefined();
    expect(walked.data.findings).toEqual(data);
  });

  it.each([1, 2, 7])('are met once each by who walks them in pages of %i', async (first) => {
    const met: unknown[] = [];
    let after: string | null = null;
    do {
      const page: any = await ask(
        'query ($first: Int, $after: String) { findings(first: $first, after: $after) { nodes { code records { slug } } pageInfo { hasNextPage hasPreviousPage endCursor } } }',
        { first, ...(after === null ? {} : { after }) },
      );
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(page.nodes.length).toBeLessThanOrEqual(first);
      met.push(...page.nodes.map(named));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    const { nodes } = await ask(EVERYTHING);
    expect(met).toEqual(nodes.map(named));
  });

  it('go on after the cursor of any of them, also in a narrower list', async () => {
    const { edges } = await ask(EVERYTHING);
    const at = edges.findIndex(({ node }: any) => node.code === 'NO_SOURCE');
    const { nodes } = await ask(
      'query ($after: String) { findings(after: $after, where: { severity: { eq: INFO } }) { nodes { code } } }',
      { after: edges[at].cursor },
    );
    expect(nodes.map(({ code }: any) => code)).toEqual([
      'AGREEMENT_OF_ONE',
      'MONEY_WITHOUT_PRIZE',
      'SAME_PARTICIPATION',
    ]);
  });

  it('can be narrowed by code, severity, kind and record', async () => {
    const count = async (where: string) => {
      const { totalCount, byCode } = await ask(
        `{ findings(where: ${where}) { totalCount byCode { count } } }`,
      );
      expect(byCode.reduce((sum: number, found: any) => sum + found.count, 0)).toBe(totalCount);
      return totalCount;
    };
    const of = (...codes: string[]) => codes.flatMap((code) => FINDINGS[code] ?? []).length;
    expect(await count('{ code: { in: [SAME_NAME, NO_SOURCE] } }')).toBe(of('SAME_NAME', 'NO_SOURCE'));
    expect(await count('{ severity: { eq: INFO } }')).toBe(3);
    expect(await count('{ severity: { in: [ERROR, WARNING, INFO] } }')).toBe(TOTAL);
    expect(await count('{ kind: { eq: PROGRAMME } }')).toBe(2);
    expect(await count('{ kind: { eq: PROGRAMME }, code: { eq: SAME_NAME } }')).toBe(1);
    expect(await count('{ kind: { eq: PROGRAMME }, code: { eq: WEEKDAY_MISMATCH } }')).toBe(0);
  });

  it('of a record are those that it is compared in as well as its own', async () => {
    const of = async (kind: string, slug: string) => {
      const { data } = await registry.ask(`{ ${kind}(slug: "${slug}") { id } }`);
      const { nodes } = await ask(
        'query ($id: ID) { findings(where: { record: { eq: $id } }) { nodes { code records { slug } } } }',
        { id: data[kind].id },
      );
      return nodes.map(named);
    };
    expect(await of('event', 'weekday-wrong')).toEqual([['WEEKDAY_MISMATCH', 'weekday-wrong']]);
    expect(await of('event', 'weekday-right')).toEqual([]);
    // The parent of one, the prize of one, one of a group, and the one that comes too soon after a group.
    expect(await of('event', 'whole-begun')).toEqual([
      ['CHILD_OUTSIDE_PARENT', 'part-of-begun-early', 'whole-begun'],
    ]);
    expect(await of('award', 'more-1')).toEqual([['PRIZES_BEYOND_OFFER', 'more-than-offered', 'more-1']]);
    expect(await of('organisation', 'chain-b')).toEqual([
      ['SAME_NAME', 'chain-a', 'chain-b'],
      ['SAME_NAME', 'chain-b', 'chain-c'],
    ]);
    expect(await of('award', 'd-5')).toEqual([['RANK_AFTER_TIE', 'd-4', 'd-4-too', 'd-5']]);
  });

  it.each([
    ['{ code: null }', 'cannot be null'],
    ['{ code: {} }', 'cannot be empty'],
    ['{}', 'cannot be empty'],
    ['{ severity: { in: [] } }', 'cannot be null or empty'],
    ['{ kind: { eq: null } }', 'cannot be null'],
  ])('refuse the filter %s, which would silently mean everything', async (where, message) => {
    const { errors } = await registry.ask(`{ findings(where: ${where}) { totalCount } }`);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT', path: expect.arrayContaining(['findings', 'where']) },
    });
  });

  it('refuse a cursor of another list, and a page that is too large', async () => {
    const { data } = await registry.ask('{ events(first: 1) { pageInfo { endCursor } } }');
    const asked = await registry.ask('query ($after: String) { findings(after: $after) { totalCount } }', {
      after: data.events.pageInfo.endCursor,
    });
    expect(asked.errors?.[0]?.message).toMatch(/belongs to another/);
    const large = await registry.ask('{ findings(first: 1001) { totalCount } }');
    expect(large.errors?.[0]?.message).toMatch(/from 0 to 1000/);
  });

  it('are none in the first data set: each fact has its source, and no two of them are at odds', async () => {
    const first = await startRegistry(dialect);
    const { data, errors } = await first.ask(
      '{ findings { totalCount nodes { code records { slug } } } events(where: { statedWeekday: { isNull: false } }) { totalCount } }',
    );
    await first.close();
    expect(errors).toBeUndefined();
    expect(data.findings).toEqual({ totalCount: 0, nodes: [] });
    expect(data.events.totalCount).toBe(6);
  });
});

/** The filters that a rule consists of, with the kind that each filters. */
function filtersOf(model: Model, { kind, finding: { rule } }: KindFinding): [KindModel, Where][] {
  const own = (given: readonly (Where | undefined)[]): [KindModel, Where][] =>
    given.flatMap((where): [KindModel, Where][] => (where ? [[kind, where]] : []));
  if (isGroupRule(rule)) return own([rule.where, rule.some, rule.followedWithin?.by]);
  const visit = (condition: Condition): [KindModel, Where][] => {
    if ('where' in condition) return own([condition.where]);
    if ('all' in condition) return condition.all.flatMap(visit);
    if ('any' in condition) return condition.any.flatMap(visit);
    return condition.compare.flatMap((operand): [KindModel, Where][] => {
      if (typeof operand !== 'object' || !('count' in operand) || !operand.where) return [];
      const field = factAlong(model, kind, operand.count)?.field;
      return field?.type === 'toMany' ? [[kindNamed(model, field.target), operand.where]] : [];
    });
  };
  return visit(rule.finds);
}

describe('rules of data quality', () => {
  it('filter by what the graph could be asked as well', async () => {
    const model = await loadModel();
    const schema = buildSchema(model);
    let asked = 0;
    for (const found of findingsOf(model)) {
      for (const [kind, where] of filtersOf(model, found)) {
        const { errors } = await graphql({
          schema,
          source: `query ($where: ${kind.name}Where) { ${kind.plural}(where: $where) { totalCount } }`,
          variableValues: { where },
          contextValue: { answers: new Map([[kind.plural, { totalCount: 0 }]]) },
        });
        expect({ code: found.finding.code, errors }).toEqual({ code: found.finding.code, errors: undefined });
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(30);
  });

  it('do not exist where a field that they name does not', async () => {
    const model = await loadModel();
    const award = kindNamed(model, 'Award');
    const fields = new Map([...award.fields].filter(([name]) => name !== 'money'));
    const restricted: Model = { ...model, kinds: new Map([...model.kinds, ['Award', { ...award, fields }]]) };
    const codes = (of: Model) => findingCodes(of).map(({ code }) => code);
    expect(codes(model).filter((code) => !codes(restricted).includes(code))).toEqual([
      'PRIZES_BEYOND_OFFER',
      'AWARD_IN_OTHER_CURRENCY',
      'MONEY_WITHOUT_PRIZE',
    ]);
    const document = parse('{ findings { totalCount } }');
    const { roots } = new Planner(restricted, buildSchema(restricted), sqlite).prepare({
      document,
      operation: document.definitions[0] as OperationDefinitionNode,
      variables: {},
      langs: LANGS,
      typed: false,
    });
    expect(JSON.stringify(roots)).not.toContain('money');
  });

  it('say in three languages what is wrong and what to do', async () => {
    for (const { label, message } of findingCodes(await loadModel())) {
      for (const texts of [label, message]) {
        expect(texts.ar).toMatch(/^[\u0600-\u06ff\s،.:؛]+$/);
        expect(texts.en).toMatch(/^[A-Z]/);
        expect(texts.fr).toMatch(/^[A-ZÀÉ]/);
        expect(new Set(Object.values(texts)).size).toBe(3);
      }
      for (const text of Object.values(message)) expect(text.split('. ').length).toBeGreaterThan(1);
    }
  });
});
