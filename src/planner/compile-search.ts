import { objectOf } from './compile-page.js';
import { compileAnyRecord } from './compile-record.js';
import type { SearchEntry, SearchPlan, SearchResultEntry, SearchWord } from './plan.js';
import type { Compilation } from './row.js';
import { kindConstant } from './search-plan.js';
import { allOf, bind, concat, join, literal, raw, sql, valueOf, type Sql } from './sql.js';

/**
 * How well a text answers, the best first: the name itself, the name folded, all words in the name, their beginnings,
 * their stems, a text that is not the name, and with a letter mistyped in the name or in another text.
 */
const RANK = {
  exact: 0,
  folded: 1,
  words: 2,
  prefix: 3,
  stems: 4,
  description: 5,
  typo: 6,
  typoElsewhere: 7,
};

/** What the graph calls the ranks. */
const LEVELS = ['EXACT', 'FOLDED', 'FOLDED', 'FOLDED', 'STEMMED', 'DESCRIPTION', 'TYPO', 'TYPO'];

/** A beginning of fewer letters would begin too many words. */
const SHORTEST_PREFIX = 2;

/** How far the texts that have a word are counted: a word in more of them is common, whatever their number. */
const MOST_COUNTED = 5000;

/** Sorts after every letter: the end of a range of words that begin alike. */
const AFTER_ALL = '\u{10ffff}';

/** The JSON text of what a search finds. */
export function compileSearch(compilation: Compilation, plan: SearchPlan): Sql {
  const { dialect } = compilation;
  const best = compilation.alias();
  const page = compilation.alias();
  const hits = compilation.alias();
  const levels = [
    hitsOf(compilation, plan.words, RANK.words, isWord),
    hitsOf(compilation, plan.words, RANK.prefix, beginsLast(plan.words)),
    hitsOf(compilation, plan.words, RANK.stems, (word, at) => isStem(compilation, word, at)),
    hitsOf(compilation, plan.words, RANK.typo, (word, at) => isNear(compilation, word, at)),
  ];
  const rank = sql`CASE WHEN t.is_name = 1 AND t.text = ${bind(plan.text)} THEN ${number(RANK.exact)}
    WHEN t.is_name = 1 AND t.folded = ${bind(plan.folded)} THEN ${number(RANK.folded)}
    WHEN h.level = ${number(RANK.typo)} THEN ${number(RANK.typoElsewhere)} - t.is_name
    WHEN t.is_name = 1 THEN h.level ELSE ${number(RANK.description)} END`;
  const kinds = dialect.isOneOf(
    raw('t.kind'),
    plan.kinds.map(({ name }) => name),
  );
  // A cross join: SQLite keeps to the order in which it is written, and would rather go through all texts.
  const ranked = sql`SELECT t.record_id, t.kind, t.slug, t.field, t.lang, t.length, t.text, ${rank} AS rank FROM ${hits} h CROSS JOIN ${compilation.table('search_text', raw('t'))} WHERE t.record_id = h.record_id AND t.field = h.field AND t.lang = h.lang AND ${kinds}`;
  const placed = sql`SELECT r.*, row_number() OVER (PARTITION BY r.record_id ORDER BY r.rank, r.length, r.field, r.lang) AS place FROM (${ranked}) r`;
  const order = plan.kinds.map(({ name }, index) => sql`WHEN ${literal(name)} THEN ${number(index)}`);
  const byKind = order.length > 0 ? sql`CASE kind ${join(order, ' ')} END` : raw('kind');
  const rows = sql`SELECT * FROM ${best} ORDER BY rank, length, ${byKind}, slug LIMIT ${number(plan.count)}`;
  const member = ({ value }: SearchEntry): (string | Sql)[] => {
    switch (value.type) {
      case 'literal':
        return [value.json];
      case 'totalCount':
        return [dialect.jsonNumber(sql`(SELECT count(*) FROM ${best})`)];
      case 'nodes': {
        const item = concat(
          objectOf(value.entries.map((entry) => [entry.key, compileResult(compilation, plan, entry, page)])),
        );
        return ['[', sql`(SELECT coalesce(string_agg(${item}, ','), '') FROM (${rows}) ${page})`, ']'];
      }
    }
  };
  const json = concat(objectOf(plan.entries.map((entry) => [entry.key, member(entry)])));
  return valueOf(
    sql`WITH ${hits} AS MATERIALIZED (SELECT record_id, field, lang, min(level) AS level FROM (${join(levels, ' UNION ALL ')}) found GROUP BY record_id, field, lang), ${best} AS MATERIALIZED (SELECT * FROM (${placed}) p WHERE place = 1) SELECT ${json}`,
  );
}

/** The texts in which every word is found in some way. */
function hitsOf(
  compilation: Compilation,
  words: readonly SearchWord[],
  level: number,
  found: (word: SearchWord, at: Sql, isLast: boolean) => Sql,
): Sql {
  const findings = words.map((word, index) => (at: Sql) => found(word, at, index === words.length - 1));
  const hits = (lead: number, from: Sql, guard: readonly Sql[], ending: Sql): Sql => {
    const at = compilation.alias();
    const also = findings.flatMap((finding, index) => {
      if (index === lead) return [];
      const other = compilation.alias();
      const same = ['record_id', 'field', 'lang'].map(
        (name) => sql`${other}.${raw(name)} = ${at}.${raw(name)}`,
      );
      return [
        sql`EXISTS (SELECT 1 FROM ${compilation.table('search_word', other)} WHERE ${allOf([finding(other), ...same])}${ending})`,
      ];
    });
    const leads = findings[lead]?.(at) ?? raw('1 = 1');
    return sql`SELECT ${at}.record_id, ${at}.field, ${at}.lang, ${number(level)} AS level FROM ${from}${compilation.table('search_word', at)} WHERE ${allOf([...guard, leads, ...also])}`;
  };
  if (words.length === 1) return hits(0, sql``, [], sql``);
  // The word that is in the fewest texts leads, the others are looked up: which one that is, only the index knows.
  const counts = compilation.alias();
  const counted = findings.map((finding, index) => {
    const at = compilation.alias();
    return sql`(SELECT count(*) FROM (SELECT 1 FROM ${compilation.table('search_word', at)} WHERE ${finding(at)} LIMIT ${number(MOST_COUNTED)}) counted) AS n${number(index)}`;
  });
  const branch = (lead: number, conditions: readonly Sql[], ending: Sql): Sql => {
    const { from, where } = compilation.dialect.gate(counts, allOf(conditions));
    return hits(lead, from, [where], ending);
  };
  const leading = findings.map((_, lead) =>
    findings.flatMap((__, index) => {
      if (index === lead) return [];
      return [sql`n${number(lead)} ${raw(index < lead ? '<' : '<=')} n${number(index)}`];
    }),
  );
  const { lookUp } = compilation.dialect;
  const isRare = (index: number) => sql`n${number(index)} < ${number(MOST_COUNTED)}`;
  const branches = lookUp
    ? [
        ...leading.map((fewest, lead) => branch(lead, [isRare(lead), ...fewest], lookUp)),
        // Where every word is in very many texts, to join all of them is quicker than that many look-ups.
        branch(
          0,
          findings.map((_, index) => sql`NOT ${isRare(index)}`),
          sql``,
        ),
      ]
    : leading.map((fewest, lead) => branch(lead, fewest, sql``));
  return sql`SELECT * FROM (WITH ${counts} AS MATERIALIZED (SELECT ${join(counted, ', ')}) ${join(branches, ' UNION ALL ')}) led`;
}

function isWord({ word }: SearchWord, at: Sql): Sql {
  return sql`${at}.form = 'w' AND ${at}.term = ${bind(word)}`;
}

/** Who is still typing has begun the last word only; where it is whole, it has been found already. */
function beginsLast(words: readonly SearchWord[]) {
  return (word: SearchWord, at: Sql, isLast: boolean): Sql =>
    isLast && word === words.at(-1) && word.word.length >= SHORTEST_PREFIX
      ? sql`${at}.form = 'w' AND ${at}.term > ${bind(word.word)} AND ${at}.term < ${bind(`${word.word}${AFTER_ALL}`)}`
      : isWord(word, at);
}

function isStem({ dialect }: Compilation, { stems }: SearchWord, at: Sql): Sql {
  return sql`${at}.form = 's' AND ${dialect.isOneOf(sql`${at}.term`, stems)}`;
}

/** A word, or a stem of it, mistyped by one letter; short words must be right. */
function isNear(compilation: Compilation, { word, stems, near }: SearchWord, at: Sql): Sql {
  if (near.length === 0) return isStem(compilation, { word, stems, near }, at);
  // As one list of words: an OR would go through the whole index.
  const known = sql`SELECT CAST(${bind(word)} AS text) UNION SELECT word FROM search_near WHERE ${compilation.dialect.isOneOf(raw('form'), near)}`;
  return sql`${at}.form IN ('w', 's') AND ${at}.term IN (${known})`;
}

function compileResult(
  compilation: Compilation,
  plan: SearchPlan,
  { value }: SearchResultEntry,
  page: Sql,
): (string | Sql)[] {
  const { dialect } = compilation;
  switch (value.type) {
    case 'literal':
      return [value.json];
    case 'record':
      return [compileAnyRecord(compilation, value.arms, sql`${page}.record_id`)];
    case 'kind': {
      const names = plan.kinds.map(
        (kind) => sql`WHEN ${literal(kind.name)} THEN ${literal(kindConstant(kind))}`,
      );
      return ['"', sql`CASE ${page}.kind ${join(names, ' ')} END`, '"'];
    }
    case 'level': {
      const names = LEVELS.map((name, rank) => sql`WHEN ${number(rank)} THEN ${literal(name)}`);
      return ['"', sql`CASE ${page}.rank ${join(names, ' ')} END`, '"'];
    }
    case 'field':
      return ['"', sql`${page}.field`, '"'];
    case 'lang':
      return [sql`CASE ${page}.lang WHEN '' THEN 'null' ELSE '"' || upper(${page}.lang) || '"' END`];
    case 'text':
      return [dialect.jsonString(sql`${page}.text`)];
    case 'highlights':
      return objectOf([
        ['text', [dialect.jsonString(sql`${page}.text`)]],
        ['query', [dialect.jsonString(bind(plan.text))]],
      ]);
  }
}

function number(value: number): Sql {
  return raw(String(value));
}
