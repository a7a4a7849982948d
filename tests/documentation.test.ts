import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Role } from '../src/access/identity.js';
import { Qualifier, Quantity, THOUSANDTHS } from '../src/domain/values/quantity.js';
import { MOST_REPLAYED } from '../src/graph/compare.js';
import { findingCodes, findingsOf } from '../src/model/findings.js';
import { MOST_IDS } from '../src/planner/operation-plan.js';
import { LARGEST_PAGE } from '../src/planner/page-plan.js';
import { LONGEST_SEARCH, MOST_RESULTS, MOST_SEARCH_WORDS } from '../src/planner/search-plan.js';
import { DEEPEST_FILTER, MOST_PREDICATES } from '../src/planner/where-plan.js';
import { LONGEST_LIST } from '../src/planner/where-reading.js';
import { LIMITS } from '../src/server/scan.js';
import { startRegistry, type Registry } from './support/registry.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (file: string) => readFileSync(`${root}${file}`, 'utf8');

describe('the documentation', () => {
  let registry: Registry;

  beforeAll(async () => {
    registry = await startRegistry('sqlite');
  });
  afterAll(() => registry.close());

  it('asks thirteen questions in the README that have an answer', async () => {
    const questions = [...read('README.md').matchAll(/^\s+`(\{.*\})`$/gm)].map(([, query]) => query ?? '');
    expect(questions).toHaveLength(13);
    for (const question of questions) {
      const { data, errors } = await registry.ask(question);
      expect({ question, errors }).toEqual({ question, errors: undefined });
      expect(JSON.stringify(data)).toMatch(/:"[^"]+"|:[1-9]/);
    }
  });

  it('tells an editor how to change a record so that it is answered', async () => {
    const [mutation = ''] = /^mutation \{[^]*?^\}/m.exec(read('README.md')) ?? [];
    const { data, errors } = await registry.ask(mutation, {}, await registry.signedIn(Role.EDITOR));
    expect(errors).toBeUndefined();
    expect(data.updateEvent.errors).toEqual([]);
    expect(data.updateEvent.outcomes).toContainEqual(
      expect.objectContaining({
        action: 'UPDATED',
        changes: [{ field: 'durationDays', before: null, after: '3' }],
      }),
    );
  });

  it('tells an analyst how to find out what changed so that it is answered', async () => {
    const [query = ''] = /^query WhatChanged \{[^]*?^\}/m.exec(read('README.md')) ?? [];
    const { data, errors } = await registry.ask(query);
    expect(errors).toBeUndefined();
    const [change] = data.compare.changes;
    expect(change).toMatchObject({ kind: 'ADDED', before: null, keys: [{ label: expect.any(String) }] });
    expect(change.changeSets).toEqual([expect.objectContaining({ author: expect.any(String) })]);
  });

  it('prints the answer of the headline question as it is', async () => {
    const [, query = ''] = /```graphql\n([\s\S]*?)```/.exec(read('README.md')) ?? [];
    const { data } = await registry.ask(query);
    const rows = data.programme.awards.groups.nodes.map(
      ({ keys: [key], count, money: [money], members }: any) => {
        const [award] = members.nodes;
        const [citation] = award.citations;
        const rank = award.tied ? `${award.rank}, tied` : String(award.rank);
        const where = `${citation.source.slug}, ${citation.locator}`;
        return [
          key.value,
          key.label,
          String(count),
          `${money.total} ${money.currency}`,
          rank,
          award.team.name,
          where,
        ];
      },
    );
    const table = read('README.md')
      .split('\n')
      .filter((line) => /^\| [A-Z]{2} /.test(line))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(table).toEqual(rows);
  });

  it('names every setting that the command line names, with the same default', () => {
    const { stdout } = spawnSync(process.execPath, [`${root}dist/main.js`, '--help'], { encoding: 'utf8' });
    const settings = [...stdout.matchAll(/^ {2}([A-Z_]+) .*?(?:\((\S+)\))?$/gm)].map(([, name, value]) => [
      name,
      value ?? '',
    ]);
    const documented = [...read('README.md').matchAll(/^\| `([A-Z_]+)` *\| *(?:`([^`]*)`)? *\|/gm)].map(
      ([, name, value]) => [name, value ?? ''],
    );
    expect(settings.length).toBeGreaterThan(3);
    expect([...documented].sort()).toEqual([...settings].sort());
  });

  it('counts the records of the first data set', async () => {
    const { data } = await registry.ask('{ registry { counts { kind count } } }');
    const records = data.registry.counts
      .filter(({ kind }: { kind: string }) => !['ChangeSet', 'Revision'].includes(kind))
      .reduce((sum: number, { count }: { count: number }) => sum + count, 0);
    expect(read('CHANGELOG.md')).toContain(`${records} records`);
  });

  it('names files and folders that are there', () => {
    const files = [
      'README.md',
      ...readdirSync(`${root}docs`)
        .filter((name) => name.endsWith('.md'))
        .map((name) => `docs/${name}`),
    ];
    const missing: string[] = [];
    for (const file of files) {
      for (const [, path = ''] of read(file).matchAll(/`((?:src|tests|seeds|schema|docs)\/[\w./-]+)`/g)) {
        const isExample = path.includes('scholarship');
        if (!isExample && !existsSync(`${root}${path}`)) missing.push(`${file}: ${path}`);
      }
      for (const [, link = ''] of read(file).matchAll(/\]\(([\w./-]+)\)/g)) {
        const path = file.startsWith('docs/') ? `docs/${link}` : link;
        if (!existsSync(`${root}${path}`)) missing.push(`${file}: ${link}`);
      }
    }
    expect(missing).toEqual([]);
  });

  it('reads vague numbers as the published table says', () => {
    const rows = [
      ...read('docs/reading-rules.md').matchAll(
        /^\| `([A-Z_]+)` *\|[^|]*\| *(\d+) *\| *(\d+) *\| *([^|]*?) *\|$/gm,
      ),
    ];
    expect(rows.map(([, qualifier]) => qualifier)).toEqual(Object.keys(Qualifier));
    for (const [, qualifier, stated, low, high] of rows) {
      const quantity = Quantity.of({ qualifier: qualifier as Qualifier, stated: Number(stated) });
      const read = [quantity.low, quantity.high].map((bound) =>
        bound === null ? 'no upper end' : String(bound / THOUSANDTHS),
      );
      expect({ qualifier, read }).toEqual({ qualifier, read: [low, high] });
    }
  });

  it('lists the rules of data quality as they are', () => {
    const { model } = registry;
    const rows = [
      ...read('docs/findings.md').matchAll(/^\| `([A-Z_]+)` *\| *(.*?) *\| *(.*?) *\| *(.*?) *\|/gm),
    ];
    const everywhere = [...model.kinds.values()].filter(({ findings }) => findings.length > 0).length;
    const rules = findingCodes(model).map(({ code, severity, label }) => {
      const kinds = findingsOf(model).filter(({ finding }) => finding.code === code);
      const names = kinds.map(({ kind }) => kind.name).join(', ');
      return [code, severity, kinds.length === everywhere ? 'every kind that states facts' : names, label.en];
    });
    expect(rows.map(([, ...cells]) => cells)).toEqual(rules);
  });

  it('asks for findings in a way that has an answer', async () => {
    const [, query = ''] = /```graphql\n([\s\S]*?)```/.exec(read('docs/findings.md')) ?? [];
    const { data, errors } = await registry.ask(query);
    expect(errors).toBeUndefined();
    expect(data.findings.totalCount).toBe(0);
  });

  it('states the limits of a request as they are', () => {
    const [, limits = ''] = /## Limits\n\n([\s\S]*?)\n\n/.exec(read('README.md')) ?? [];
    const numbers = [...limits.matchAll(/[\d,]+/g)]
      .map(([text]) => Number(text.replaceAll(',', '')))
      .filter(Boolean);
    expect(numbers).toEqual([
      LIMITS.bodyBytes / 1024,
      LIMITS.documentBytes / 1024,
      LIMITS.tokens,
      LIMITS.brackets,
      LARGEST_PAGE,
      DEEPEST_FILTER,
      MOST_PREDICATES,
      LONGEST_LIST,
      MOST_IDS,
      LONGEST_SEARCH,
      MOST_SEARCH_WORDS,
      MOST_RESULTS,
      MOST_REPLAYED,
    ]);
  });
});
