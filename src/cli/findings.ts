import { parse, type OperationDefinitionNode } from 'graphql';
import { Severity } from '../domain/values/finding.js';
import { LANGS } from '../domain/values/lang.js';
import { buildSchema } from '../graph/schema.js';
import type { Model } from '../model/model.js';
import { postgres } from '../planner/dialects/postgres.js';
import { sqlite } from '../planner/dialects/sqlite.js';
import { Planner } from '../planner/planner.js';
import type { Store } from '../store/store.js';

/** How findings are printed: of one severity or of all, as text or as JSON Lines. */
export interface FindingsOptions {
  readonly severity?: string | undefined;
  readonly json?: boolean | undefined;
}

interface Found {
  readonly code: string;
  readonly severity: string;
  readonly kind: string;
  readonly message: string;
  readonly records: readonly { readonly id: string; readonly slug: string }[];
}

interface Page {
  readonly nodes: readonly Found[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PAGE = 500;

const QUESTION = parse(`query ($where: FindingWhere, $after: String) {
  findings(where: $where, first: ${PAGE}, after: $after) {
    nodes { code severity kind message(lang: [EN]) records { id slug } }
    pageInfo { hasNextPage endCursor }
  }
}`);

/** True for the name of a severity. */
export function isSeverity(name: string): boolean {
  return Object.keys(Severity).includes(name);
}

/**
 * Prints what the rules of data quality find, the worst first, to `print` line by line. The result is the exit code: 1
 * when there are errors among them.
 */
export async function printFindings(
  model: Model,
  store: Store,
  { severity, json }: FindingsOptions,
  print: (line: string) => void,
): Promise<number> {
  const planner = new Planner(model, buildSchema(model), store.dialect === 'sqlite' ? sqlite : postgres);
  const where = severity === undefined ? {} : { where: { severity: { eq: severity } } };
  const counts = new Map<string, number>();
  let heading = '';
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo }: Page = await ask(planner, store, after === null ? where : { ...where, after });
    for (const found of nodes) {
      counts.set(found.severity, (counts.get(found.severity) ?? 0) + 1);
      if (json) {
        print(JSON.stringify(found));
        continue;
      }
      const next = `${found.severity} ${found.code}: ${found.message}`;
      if (next !== heading) print(next);
      heading = next;
      print(`  ${found.kind.toLowerCase()} ${found.records.map(({ slug }) => slug).join(', ')}`);
    }
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  const words = [...counts].map(([name, count]) => `${count} ${name}`);
  if (!json) print(words.length > 0 ? `${words.join(', ')}.` : 'Nothing was found.');
  return counts.has(Severity.ERROR) ? 1 : 0;
}

async function ask(
  planner: Planner,
  store: Store,
  variables: Readonly<Record<string, unknown>>,
): Promise<Page> {
  const { roots } = planner.prepare({
    document: QUESTION,
    operation: QUESTION.definitions[0] as OperationDefinitionNode,
    variables,
    langs: LANGS,
    typed: false,
  });
  const [root] = roots;
  if (!root || !('statement' in root)) throw new Error('The question has one root field.');
  const [answer] = await store.read([root.statement]);
  return JSON.parse(String(answer)) as Page;
}
