import type { Mutant } from './mutant-list.js';

/** A check, as the mutant that takes it out, and the tests that promise what it is for. */
export interface Check extends Mutant {
  /** Files of tests, in the order in which they are run until one fails. */
  readonly suites: readonly string[];
}

type Edit = readonly [find: string, replace: string];

/** What is seen by whom. */
const SEEN = [
  'tests/model/public.test.ts',
  'tests/promises/noninterference.test.ts',
  'tests/promises/restricted-history.test.ts',
  'tests/promises/restricted.test.ts',
];

const KEYS = 'tests/access/keys.test.ts';
const TOKENS = 'tests/access/tokens.test.ts';
const FEED = 'tests/server/feed.test.ts';
const EXPLAIN = 'tests/server/explain.test.ts';
const ERASURE = 'tests/graph/erase-person.test.ts';
const PUBLISHING = 'tests/graph/publish-summary.test.ts';

/** Rules that read what is restricted are tried by others: there is none yet. */
const FINDINGS = 'tests/findings/findings.test.ts';

/** Who somebody is, and what they may do: by file. */
const DONE: Readonly<Record<string, readonly string[]>> = {
  'access/identity.ts': [EXPLAIN, ERASURE, TOKENS],
  'access/authenticator.ts': [KEYS, TOKENS, FEED],
  'access/keys.ts': [KEYS],
  'access/tokens.ts': [TOKENS],
  'server/endpoint.ts': [KEYS],
  'server/explain.ts': [EXPLAIN],
  'server/writer.ts': [ERASURE, PUBLISHING],
  'server/feed.ts': [FEED],
  'changes/erase.ts': [ERASURE],
  'changes/eraser.ts': ['tests/changes/erase.test.ts'],
  'changes/suppress.ts': ['tests/changes/suppress.test.ts'],
  'changes/publish.ts': [PUBLISHING],
};

/** Every place in which it is decided what somebody sees, file by file, and how it looks with nothing decided. */
const OF_VIEWS: Readonly<Record<string, readonly Edit[]>> = {
  'model/public.ts': [
    ['[...kind.fields].filter(([, field]) => !secret.has(field))', '[...kind.fields]'],
    ['kind.naming && { ...kind.naming, hidden }', 'kind.naming'],
    ['[...secret].flatMap(namesOf)', '[...secret].map(({ name }) => name)'],
    ['[...model.unions].filter(([union]) => all.some((field) => isOf(field, union)))', '[...model.unions]'],
    ['[...model.enums].filter(([name]) => !isOnlyOf(name, secret, all))', '[...model.enums]'],
    [
      'for (const [name, dimension] of dimensionsOf(shown, kind, declared))',
      'for (const [name, dimension] of dimensionsOf(model, model.kinds.get(kind.name) ?? kind, declared))',
    ],
    ['if (field.restricted || readsSecret(', 'if (readsSecret('],
    ['if (field.restricted || readsSecret(model, kind, field, secret))', 'if (field.restricted)'],
    ['return field.arms.some((arm) => isSecret(kind, arm, secret));', 'return false;'],
    ['return holdsBySecret(model, kind, field);', 'return false;'],
    ['return selectsSecret(model, kind, field.selection, secret);', 'return false;'],
    ['if (field && secret.has(field)) return true;', ''],
    ['if (namesSecret(selection, secret)) return true;', ''],
    ['restrictedOf(kind).has(on.own) || ', ''],
    [
      'restrictedOf(kind).has(on.own) || (other && restrictedOf(other).has(on.target)) === true',
      'restrictedOf(kind).has(on.own)',
    ],
  ],
  'model/searched.ts': [["field.name === 'note' || field.restricted", "field.name === 'note'"]],
  'model/findings.ts': [['.filter((found) => missingIn(model, found).length === 0)', '']],
  'planner/row.ts': [
    ['if (!naming || naming.hidden.length === 0) return [];', 'if (naming !== undefined) return [];'],
    ['this.dialect.rowColumns, (row) => seen(kind, row)', 'this.dialect.rowColumns, () => []'],
    ['allOf([condition, ...seen(kind, alias)])', 'condition'],
    ['return naming.columns.map((named) => {', 'return naming.columns.slice(0, 1).map((named) => {'],
    ['return naming.columns.map((named) => {', 'return naming.columns.slice(-1).map((named) => {'],
    [
      'if (field !== undefined) this.compilation.restricted.add(',
      'if (field === null) this.compilation.restricted.add(',
    ],
  ],
  'planner/cursor.ts': [['if (made !== signature) {', 'if (made === null) {']],
  'changes/write.ts': [
    ['Number(isRestricted(kind, one)) - Number(isRestricted(kind, other))', '0'],
    ['const about = aboutOf(kind, [before, after], hidden);', 'const about = null;'],
    [
      'Object.assign(change, difference, { revision, about })',
      'Object.assign(change, difference, { revision, about: null })',
    ],
    ['      about,\n      before:', '      about: null,\n      before:'],
    ['named.find((name) => hidden.has(name)) ?? ', ''],
  ],
  'changes/stage.ts': [["isRestricted ? '-restricted' : ''", "''"]],
  'changes/feed.ts': [
    ['const hidden = (naming?.hidden ?? [])', 'const hidden = (naming?.hidden.slice(0, 0) ?? [])'],
  ],
  'server/server.ts': [
    [
      'public: await openView(shown, buildSchema(shown), means)',
      'public: await openView(model, schema, means)',
    ],
    [
      'public: await openView(shown, buildSchema(shown), means)',
      'public: await openView(shown, schema, means)',
    ],
    ['(identity && answerers[identity.view]) ?? null', '(identity && answerers.full) ?? null'],
    ['const view = views[identity.view];', 'const view = views.full;'],
    ['public: new Feed(shown, store, store.dialect)', 'public: new Feed(model, store, store.dialect)'],
  ],
  'server/feed.ts': [
    ['this.tellAll(this.feeds[view], followers)', 'this.tellAll(this.feeds.full, followers)'],
  ],
  'server/shortcut.ts': [['prepared.complete && prepared.restricted.length === 0', 'prepared.complete']],
  'server/answer.ts': [['if (prepared.restricted.length > 0) {', 'if (prepared.restricted.length > 99) {']],
  'server/explain.ts': [['if (!isAdmin(identity)) {', 'if (identity === null) {']],
  'graph/mutations.ts': [["if (kindNamed(this.model, 'Person').restricted.size === 0) return {};", '']],
  'access/identity.ts': [
    ["name: 'anonymous', role: null, view: 'public'", "name: 'anonymous', role: null, view: 'full'"],
    ['view: role === Role.EDITOR ||', 'view: role === Role.READER || role === Role.EDITOR ||'],
    ['view: role === Role.EDITOR ||', 'view: role === Role.ANALYST || role === Role.EDITOR ||'],
    [
      'export function mayWrite({ role }: Identity): boolean {',
      'export function mayWrite({ role }: Identity): boolean {\n  return role !== Role.EDITOR || true;',
    ],
  ],
  'server/writer.ts': [['if (!mayWrite(context.identity)) throw forbidden();', '']],
};

/** Every place in which it is decided who somebody is, and what they may do. */
const OF_DEEDS: Readonly<Record<string, readonly Edit[]>> = {
  'access/identity.ts': [
    [
      'export function isAdmin({ role }: Identity): boolean {',
      'export function isAdmin({ role }: Identity): boolean {\n  return role !== Role.ADMIN || true;',
    ],
    [
      'Object.values(Role).find((role) => role === name || role.toLowerCase() === name)',
      'Object.values(Role).find((role) => role === name || role.toLowerCase() === name) ?? Role.READER',
    ],
  ],
  'access/authenticator.ts': [
    ['return this.settings.anonymous ? ANONYMOUS : null;', 'return ANONYMOUS;'],
    [
      'if (authorization === undefined) throw signInFirst();',
      'if (authorization === undefined) return ANONYMOUS;',
    ],
    [
      "if ('failed' in found) throw this.refused(",
      "if ('failed' in found) return { name: 'anonymous', role: 'READER' as never, until: Infinity }; else if (found.id === '') throw this.refused(",
    ],
    ['const KNOWN_MS = 4000;', 'const KNOWN_MS = 40_000;'],
    ['Math.min(KNOWN_MS, held.until - now)', 'KNOWN_MS'],
    ['this.journal.signInFailed(subject);', ''],
    [
      '/^bearer +([\\x21-\\x7e]+) *$/i.exec(authorization)?.[1]',
      '/([\\x21-\\x7e]+) *$/i.exec(authorization)?.[1]',
    ],
  ],
  'access/keys.ts': [
    ['if (!isSame || !role || ', 'if (!role || '],
    [' || known.revokedAt !== null || ', ' || '],
    [' || until <= Date.now()) return', ') return'],
    ['await addToAudit(manager, [{ actor, action: AuditAction.KEY_REVOKED, subject: id, detail: {} }]);', ''],
    ['const values = [id, name, role, hashOf(id, secret),', 'const values = [id, name, role, secret,'],
  ],
  'access/tokens.ts': [
    ['        issuer,\n        audience,', '        audience,'],
    ['        issuer,\n        audience,', '        issuer,'],
    ["requiredClaims: ['exp', 'sub'],", "requiredClaims: ['exp'],"],
    ["requiredClaims: ['exp', 'sub'],", "requiredClaims: ['sub'],"],
    ['clockTolerance: TOLERANCE_S,', 'clockTolerance: 3600,'],
    ['until: ((payload.exp ?? 0) + TOLERANCE_S) * 1000,', 'until: Infinity,'],
    ['    if (!role) {', '    if (role === null) {'],
  ],
  'server/endpoint.ts': [
    ['if (CREDENTIALS.some((name) => inAddress.includes(name))) {', 'if (CREDENTIALS.length === 0) {'],
  ],
  'server/explain.ts': [['  if (!isAllowed) {', '  if (isAllowed === null) {']],
  'server/writer.ts': [
    ['refuseUnlessAdmin(context);\n    const kind', 'const kind'],
    ['refuseUnlessAdmin(context);\n    const operations', 'const operations'],
  ],
  'server/feed.ts': [
    ['if (!isRefusal(error)) return;', 'if (isRefusal(error)) return;'],
    [
      'const { view } = await this.identify(authorization);\n          for',
      "const view = authorization === '' ? 'full' : 'public';\n          for",
    ],
    [
      'const { view } = await this.identify(authorization);\n      const wanted',
      "const view = 'public';\n      const wanted",
    ],
  ],
  'changes/erase.ts': [
    ['if (erased.changeSet !== null) await store.scrub(writtenTables(model));', ''],
    ['action: AuditAction.PERSON_ERASED,', 'action: AuditAction.WRITE,'],
  ],
  'changes/eraser.ts': [
    ['await this.forgetIds(related);', ''],
    ['await this.forgetChanges(slugs);', ''],
    ['await this.forgetSearched();', ''],
    ['await this.forgetWords();', ''],
  ],
  'changes/suppress.ts': [
    ['if (counts.every((count) => count >= least)) return counts;', 'if (least > 0) return counts;'],
    ['(count > second ? count : null)', '(count >= second ? count : null)'],
    ['counts.every((count) => count >= least)', 'counts.every((count) => count >= least - 1)'],
    ['Math.min(', 'Math.max('],
  ],
  'changes/publish.ts': [
    ['createdAt: MoreThan(after)', 'createdAt: MoreThan(after.slice(0, 0))'],
    ['"${tableName}_history"', '"${tableName}"'],
    [
      '{ qualifier: Qualifier.UP_TO, stated: hidden }',
      '{ qualifier: Qualifier.UP_TO, stated: counts[index] ?? 0 }',
    ],
    ['if (!cells.some(({ state }) => state === CellState.KNOWN)) {', 'if (cells.length === 0) {'],
  ],
};

/** Every check of the list. */
export const CHECKS: readonly Check[] = [
  ...checksOf(OF_VIEWS, (file) => (file === 'model/findings.ts' ? [FINDINGS] : SEEN)),
  ...checksOf(OF_DEEDS, (file) => DONE[file] ?? []),
];

function checksOf(edits: typeof OF_VIEWS, suitesOf: (file: string) => readonly string[]): Check[] {
  return Object.entries(edits).flatMap(([file, some]) =>
    some.map(([find, replace]) => ({ file, find, replace, suites: suitesOf(file) })),
  );
}
