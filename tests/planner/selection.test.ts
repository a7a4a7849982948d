import { DIALECTS } from '../support/databases.js';
import { startRegistry, type Registry } from '../support/registry.js';
import { smallWorld } from '../support/world.js';

describe.each(DIALECTS.flatMap((dialect) => [false, true].map((walk) => [dialect, walk] as const)))(
  'selections on %s (walked by graphql-js: %s)',
  (dialect, walk) => {
    let registry: Registry;

    beforeAll(async () => {
      registry = await startRegistry(dialect, { rows: smallWorld(), walk });
    });
    afterAll(() => registry.close());

    const ask = async (query: string, variables?: object, headers?: Record<string, string>) => {
      const { data, errors } = await registry.ask(query, variables, headers);
      expect(errors).toBeUndefined();
      return data;
    };

    it('keep aliases, their order, and the same field asked twice with other arguments', async () => {
      const data = await ask(
        '{ second: event(slug: "event-01") { b: slug a: slug __typename } first: event(slug: "event-00") { slug } }',
      );
      expect(JSON.stringify(data)).toBe(
        '{"second":{"b":"event-01","a":"event-01","__typename":"Event"},"first":{"slug":"event-00"}}',
      );
    });

    it('take the default of a variable that is not given', async () => {
      const query =
        'query ($size: Int = 2, $wanted: Boolean! = false) { events(first: $size) { nodes { slug id @include(if: $wanted) } } }';
      const { events } = await ask(query);
      expect(events.nodes).toEqual([{ slug: 'event-00' }, { slug: 'event-01' }]);
      const given = await ask(query, { size: 1, wanted: true });
      expect(given.events.nodes).toEqual([{ slug: 'event-00', id: expect.any(String) }]);
    });

    it('merge fragments, named and inline, and what is asked of one field in several places', async () => {
      const data = await ask(
        `query { event(slug: "event-00") { ...a ... on Event { programme { kind } } ... on Node { id } ...a } }
         fragment a on Event { slug programme { slug ...b } }
         fragment b on Programme { __typename }`,
      );
      expect(Object.keys(data.event)).toEqual(['slug', 'programme', 'id']);
      if (data.event.programme)
        expect(Object.keys(data.event.programme).sort()).toEqual(['__typename', 'kind', 'slug']);
    });

    it('obey @skip and @include, on fields and on fragments', async () => {
      const data = await ask(
        `query ($yes: Boolean!, $no: Boolean!) { event(slug: "event-00") { slug @skip(if: $yes) kind @include(if: $yes) ... @include(if: $no) { id } ... @skip(if: $no) { version } } }`,
        { yes: true, no: false },
      );
      expect(data.event).toEqual({ kind: expect.any(String), version: 1 });
    });

    it('tell the kinds behind an interface and a union apart', async () => {
      const { participations } = await ask(
        '{ participations(first: 1000) { nodes { id actor { __typename ... on Person { slug } ... on Team { teamSlug: slug } } person { slug } team { slug } } } }',
      );
      for (const { actor, person, team } of participations.nodes) {
        expect(actor).toEqual(
          person ? { __typename: 'Person', slug: person.slug } : { __typename: 'Team', teamSlug: team.slug },
        );
      }
      const ids = participations.nodes.slice(0, 2).map(({ id }: { id: string }) => id);
      const data = await ask(
        'query ($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { __typename id } node(id: $id) { slug ... on Participation { role } ... on Event { kind } } none: node(id: "par_gone") { id } }',
        { ids: [...ids, 'par_gone', 'nonsense'], id: ids[0] },
      );
      expect(data.nodes).toEqual([
        ...ids.map((id: string) => ({ __typename: 'Participation', id })),
        null,
        null,
      ]);
      expect(data.node).toEqual({ slug: expect.stringMatching(/^participation-/), role: expect.any(String) });
      expect(data.none).toBeNull();
    });

    it('give names in the languages asked for, then in the reader’s, then in Arabic, English, French', async () => {
      const query =
        '{ country(code: "AZ") { ar: name(lang: [AR]) fr: name(lang: [FR]) own: name both: name(lang: [FR, EN]) names { text lang original __typename } } team(slug: "team-0") { name(lang: [AR]) names { lang } } }';
      const names = [
        { text: 'أذربيجان', lang: 'AR', original: false, __typename: 'Name' },
        { text: 'Azerbaijan', lang: 'EN', original: false, __typename: 'Name' },
      ];
      const data = await ask(query, {}, { 'accept-language': 'en-GB,en;q=0.8' });
      expect(data.country).toEqual({
        ar: 'أذربيجان',
        fr: 'Azerbaijan',
        own: 'Azerbaijan',
        both: 'Azerbaijan',
        names,
      });
      expect(data.team).toEqual({ name: 'Team 0', names: [{ lang: 'EN' }] });
      const other = await ask(query, {}, { 'accept-language': 'de, fr;q=0.5, *;q=0.1' });
      expect(other.country).toMatchObject({ fr: 'أذربيجان', own: 'أذربيجان', both: 'Azerbaijan' });
    });

    it('print the keys of groups in the languages asked for, values of enums too', async () => {
      const data = await ask(
        '{ awards { groups(by: [{ dimension: KIND }], orderBy: [{ key: DESC }]) { nodes { keys { value ar: label(lang: [AR]) fr: label(lang: [FR, EN]) label } } } } }',
        {},
        { 'accept-language': 'en' },
      );
      expect(data.awards.groups.nodes.map(({ keys }: any) => keys[0])).toEqual([
        { value: 'WINNER', ar: 'فائز', fr: 'Lauréat', label: 'Winner' },
        {
          value: 'HONOURABLE_MENTION',
          ar: 'جائزة تقديرية',
          fr: 'Mention honorable',
          label: 'Honourable mention',
        },
      ]);
    });

    it('name the type at every level, in groups too', async () => {
      const data = await ask(
        `{ headcounts(first: 1) { __typename edges { __typename node { __typename size { __typename } } } pageInfo { __typename }
           aggregate { __typename quantity(of: SIZE) { __typename } }
           groups(by: [{ dimension: EVENT_STARTS_ON, bucket: YEAR }], first: 1) { __typename pageInfo { __typename } coverage { __typename dimension } nodes { __typename quantity(of: SIZE) { __typename } keys { __typename node { __typename } } members(first: 0) { __typename } } } }
           awards { aggregate { money { __typename } } } events { aggregate { dates { __typename earliest latest } } }
           event(slug: "event-00") { topics { __typename } citations { __typename } history { __typename action changeSet { author } record { __typename slug } } }
           registry { __typename counts { __typename } updatedAt } }`,
      );
      expect(data.headcounts).toEqual({
        __typename: 'HeadcountConnection',
        edges: [
          {
            __typename: 'HeadcountEdge',
            node: { __typename: 'Headcount', size: { __typename: 'Quantity' } },
          },
        ],
        pageInfo: { __typename: 'PageInfo' },
        aggregate: { __typename: 'HeadcountAggregate', quantity: { __typename: 'QuantityMeasure' } },
        groups: {
          __typename: 'HeadcountGroups',
          pageInfo: { __typename: 'PageInfo' },
          coverage: [{ __typename: 'Coverage', dimension: 'EVENT_STARTS_ON' }],
          nodes: [
            {
              __typename: 'HeadcountGroup',
              quantity: { __typename: 'QuantityMeasure' },
              keys: [{ __typename: 'GroupKey', node: null }],
              members: { __typename: 'HeadcountConnection' },
            },
          ],
        },
      });
      expect(data.awards.aggregate.money[0]).toEqual({ __typename: 'MoneyMeasure' });
      expect(data.events.aggregate.dates).toEqual({
        __typename: 'DatesMeasure',
        earliest: '2022-12-31',
        latest: '2024-12-31',
      });
      expect(data.event.history).toEqual([
        {
          __typename: 'Revision',
          action: 'CREATED',
          changeSet: { author: 'seeds' },
          record: { __typename: 'Event', slug: 'event-00' },
        },
      ]);
      expect(data.registry).toMatchObject({
        __typename: 'Registry',
        updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      });
    });

    it('sort by money in one currency, by true and false, and by vague numbers', async () => {
      const data = await ask(
        `{ awards(first: 1000, orderBy: [{ money: { currency: USD, direction: DESC } }, { tied: ASC }]) { nodes { tied money { amount currency } } }
           headcounts(first: 1000, orderBy: [{ size: ASC }]) { nodes { size { low } } } }`,
      );
      const dollars = data.awards.nodes.map(({ money }: any) =>
        money?.currency === 'USD' ? Number(money.amount) : -1,
      );
      expect(dollars).toEqual([...dollars].sort((a: number, b: number) => b - a));
      const tied = data.awards.nodes
        .filter((_: unknown, index: number) => dollars[index] === 100)
        .map((award: any) => award.tied);
      expect(tied).toEqual([...tied].sort((a: boolean, b: boolean) => Number(a) - Number(b)));
      const lows = data.headcounts.nodes.map(({ size }: any) => size.low);
      expect(lows).toEqual([...lows].sort((a: number, b: number) => a - b));
    });

    it('keep one order of records when a unique field comes before the end of an order', async () => {
      const { events } = await ask(
        '{ events(orderBy: [{ slug: DESC }, { kind: ASC }], first: 3) { nodes { slug } } }',
      );
      expect(events.nodes.map(({ slug }: any) => slug)).toEqual(['event-59', 'event-58', 'event-57']);
    });
  },
);
