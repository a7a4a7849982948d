/** A small bug: a piece of text of one of the planner's files that is replaced by another. */
export interface Mutant {
  /** The file in `src/planner`. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

type Edit = readonly [find: string, replace: string];

/** Bugs that are easily made and hard to see, file by file. Each changes what some document is answered. */
const EDITS: Readonly<Record<string, readonly Edit[]>> = {
  'where-values.ts': [
    ["return compare('>', latest);", "return compare('>', earliest);"],
    ["return compare('>=', earliest);", "return compare('>=', latest);"],
    ["return compare('<', earliest);", "return compare('<', latest);"],
    ["return compare('<=', latest);", "return compare('<', latest);"],
    ["return allOf([compare('>=', earliest), compare('<=', latest)]);", "return compare('>=', earliest);"],
    [
      "if (name === 'isNull') return nullness(texts, operand, inner);",
      "if (name === 'isNull') return nullness(texts.slice(0, 1), operand, inner);",
    ],
    [
      "match: 'isOneOf', values: [readText(operand, inner)] };",
      "match: 'isOneOf', values: [fold(readText(operand, inner))] };",
    ],
    ['columns: texts, match', 'columns: folds, match'],
    ['? [folded(operand, inner)]', '? [readText(operand, inner)]'],
    ["const folds = ['arFold', 'enFold', 'frFold']", "const folds = ['arFold', 'enFold']"],
    ['value: folded(operand, inner),', 'value: readText(operand, inner),'],
    [
      "return compare(certain ? earliest : latest, '>', span.latest);",
      "return compare(certain ? earliest : latest, '>=', span.latest);",
    ],
    [
      "return compare(certain ? earliest : latest, '>=', span.earliest);",
      "return compare(certain ? latest : earliest, '>=', span.earliest);",
    ],
    [
      "return compare(certain ? latest : earliest, '<', span.earliest);",
      "return compare(certain ? latest : earliest, '<', span.latest);",
    ],
    [
      "return compare(certain ? latest : earliest, '<=', span.latest);",
      "return compare(certain ? latest : earliest, '<', span.latest);",
    ],
    [
      "? allOf([compare(earliest, '>=', span.earliest), compare(latest, '<=', span.latest)])",
      "? allOf([compare(earliest, '>=', span.earliest), compare(latest, '<', span.latest)])",
    ],
    [
      ": allOf([compare(earliest, '<=', span.latest), compare(latest, '>=', span.earliest)]);",
      ": allOf([compare(earliest, '<=', span.latest), compare(earliest, '>=', span.earliest)]);",
    ],
    [
      "return allOf([compare(earliest, '=', span.earliest), compare(latest, '=', span.latest)]);",
      "return compare(earliest, '=', span.earliest);",
    ],
    [
      "? allOf([compare('certainFrom', '<=', latest), compare('certainTo', '>=', earliest)])",
      "? allOf([compare('earliest', '<=', latest), compare('latest', '>=', earliest)])",
    ],
    [
      "items: [{ type: 'isNull', columns: [column(name)], negated: false }, predicate],",
      'items: [predicate],',
    ],
    [
      "const known = compare('edtf', '>=', '');",
      "const known: Predicate = { type: 'isNull', columns: [column('edtf')], negated: true };",
    ],
    [
      "if (name === 'isNull') return nullness([column('edtf')], operand, at(reading, name));",
      "if (name === 'isNull') return nullness([column('earliest')], operand, at(reading, name));",
    ],
    [
      "? allOf([compare('earliest', '>=', earliest), compare('latest', '<=', latest)])",
      "? allOf([compare('certainFrom', '>=', earliest), compare('certainTo', '<=', latest)])",
    ],
    ["            unknownOr('certainTo', compare('certainTo', '<=', latest)),\n", ''],
    [
      "unknownOr('certainFrom', compare('certainFrom', '>=', earliest)),",
      "unknownOr('certainFrom', compare('certainFrom', '>', earliest)),",
    ],
    [
      "if (name === 'isNull') return nullness([low], operand, inner);",
      "if (name === 'isNull') return nullness([high], operand, inner);",
    ],
    [
      'const number = Math.round(readNumber(operand, inner) * THOUSANDTHS);',
      'const number = Math.round(readNumber(operand, inner)) * THOUSANDTHS;',
    ],
    [
      'return certain ? compare(low, operator, number) : reaches(operator, number);',
      'return certain ? compare(low, operator, number) : compare(high, operator, number);',
    ],
    [
      'allOf([bounded, compare(high, operator, number)]) : compare(low, operator, number);',
      'compare(high, operator, number) : compare(low, operator, number);',
    ],
    [
      'allOf([bounded, compare(high, operator, number)]) : compare(low, operator, number);',
      'allOf([bounded, compare(low, operator, number)]) : compare(low, operator, number);',
    ],
    ["allOf([compare(low, '=', number), bounded, compare(high, '=', number)])", "compare(low, '=', number)"],
    [
      "allOf([compare(low, '<=', number), reaches('>=', number)]);",
      "allOf([compare(low, '<', number), reaches('>=', number)]);",
    ],
    [
      "if (name === 'currency') return readColumn(columns.currency ?? '', 'token', 'eq', operand, inner);",
      'if (name === "currency") return nullness([amount], false, inner);',
    ],
    [
      'const minor = minorUnits(readText(operand, inner), currency);',
      "const minor = minorUnits(readText(operand, inner), 'USD');",
    ],
    ["?.[1] !== 'POSSIBLE', operators };", "?.[1] !== 'CERTAIN', operators };"],
    ['negated: readBoolean(value, reading) === false };', 'negated: readBoolean(value, reading) };'],
  ],
  'where-reading.ts': [
    ["gt: '>',", "gt: '>=',"],
    ["lt: '<',", "lt: '<=',"],
    ["gte: '>=',", "gte: '>',"],
    ["lte: '<=',", "lte: '<',"],
    ['return items.length === 1 && only ? only', 'return only ? only'],
    ["{ type: 'and', items }", "{ type: 'or', items }"],
    ['return value.toISOString();', 'return value.toISOString().slice(0, 19);'],
  ],
  'where-plan.ts': [
    [
      "if (name === 'not') return { type: 'not', item: readWhere(kind, value, inner) };",
      "if (name === 'not') return readWhere(kind, value, inner);",
    ],
    [
      "negated: readBoolean(absent[1], at(reading, 'isNull')) === false,",
      "negated: readBoolean(absent[1], at(reading, 'isNull')),",
    ],
    ['items: listOf(value, inner).map((item', 'items: listOf(value, inner).slice(0, 2).map((item'],
    ['operator: comparison(key),', "operator: comparison('gte'),"],
    ['const where = filter\n', 'const where = filter && given.length > 9\n'],
  ],
  'compile-where.ts': [
    ["predicate.type === 'and' ? ' AND ' : ' OR ',", "' AND ',"],
    [
      'return sql`NOT (${compileWhere(compilation, predicate.item, row)})`;',
      'return sql`(${compileWhere(compilation, predicate.item, row)}) IS NOT TRUE`;',
    ],
    ["predicate.negated ? 'IS NOT NULL' : 'IS NULL'", "predicate.negated ? 'IS NULL' : 'IS NOT NULL'"],
    [
      "CASE ${join(matches, ' ')} WHEN ${firstOf(texts)} IS NOT NULL THEN 0 END = 1",
      "CASE ${join(matches, ' ')} ELSE 0 END = 1",
    ],
    [
      "CASE ${join(matches, ' ')} WHEN ${firstOf(texts)} IS NOT NULL THEN 0 END = 1",
      "CASE ${join(matches.slice(0, 1), ' ')} WHEN ${firstOf(texts)} IS NOT NULL THEN 0 END = 1",
    ],
    ['(${key} IS NOT NULL AND ${key} IN (SELECT', '(${key} IN (SELECT'],
    ['sql`(${where}) IS NOT TRUE`', 'sql`NOT (${where})`'],
    [
      "return predicate.type === 'some' ? exists : sql`NOT ${exists}`;",
      "return predicate.type !== 'none' ? exists : sql`NOT ${exists}`;",
    ],
    ['? [compileWhere(compilation, predicate.where, target)] : []', '? [] : []'],
    [
      'const conditions = [joinCondition(predicate.field.join, target, row), ...where];',
      "const conditions = [raw('1 = 1'), ...where];",
    ],
    [
      'substr(${text}, 1, ${raw(String([...predicate.value].length))}) = ${value}',
      'substr(${text}, 1, ${raw(String(predicate.value.length - 1))}) = substr(${value}, 1, ${raw(String(predicate.value.length - 1))})',
    ],
    ['WHERE ${key} IS NOT NULL AND ${condition})', 'WHERE ${condition})'],
    ["if (predicate.match === 'contains') return dialect.contains(text, value);", ''],
    ["if (on?.operator === '=' && more.length === 0)", "if (on?.operator === '=' || on)"],
  ],
  'order-plan.ts': [
    [
      'if (unique >= 0) return terms.slice(0, unique + 1);',
      'if (unique >= 0) return terms.slice(0, unique);',
    ],
    ['if (unique >= 0) return terms.slice(0, unique + 1);', 'if (unique >= 0) return terms.slice(unique);'],
    ['({ hops, by }) => hops.length === 0 && by.type', '({ by }) => by.type'],
    [
      'return [...terms, { hops: [], by: tieBreak, descending: false, nullable: false }];',
      'return [...terms, { hops: [], by: tieBreak, descending: terms.some(({ descending }) => descending), nullable: false }];',
    ],
    ['nullable: nullable || hops.some((hop) => hop.nullable),', 'nullable,'],
    ["const descending = value === 'DESC';", "const descending = value === 'ASC';"],
    [
      'columns: langs.map((lang) => field.columns[`${lang.toLowerCase()}Sort`]',
      'columns: langs.map((lang) => field.columns[`${lang.toLowerCase()}Fold`]',
    ],
    ['columns: langs.map((lang)', 'columns: langs.slice(0, 1).map((lang)'],
    [
      "      case 'fuzzyDate':\n        return [column('earliest', 'token'), column('latest', 'token')];",
      "      case 'fuzzyDate':\n        return [column('earliest', 'token')];",
    ],
    [
      "      case 'fuzzyPeriod':\n        return [column('earliest', 'token'), column('latest', 'token')];",
      "      case 'fuzzyPeriod':\n        return [column('latest', 'token'), column('earliest', 'token')];",
    ],
    ["return [column('low', 'integer')];", "return [column('stated', 'integer')];"],
    ["descending: order.direction === 'DESC',", 'descending: false,'],
    ["descending: asked === 'DESC',", "descending: asked === 'ASC',"],
    ['given.where === undefined\n', 'given.where !== null\n'],
    ["descending: given.direction === 'DESC',", 'descending: true,'],
    ["nullable: measure.type !== 'count',", 'nullable: false,'],
    [
      "field: measuredField(kind, 'quantity', String(given.of)),\n        bound: given.bound as 'LOW' | 'HIGH',",
      "field: measuredField(kind, 'quantity', String(given.of)),\n        bound: 'LOW',",
    ],
  ],
  'page-plan.ts': [
    ['count: last ?? first ?? DEFAULT_PAGE,', 'count: first ?? last ?? DEFAULT_PAGE,'],
    ['backward: last !== null,', 'backward: false,'],
    ["before: cursor('before'),", 'before: null,'],
    ["after: cursor('after'),", 'after: null,'],
    ['export const DEFAULT_PAGE = 25;', 'export const DEFAULT_PAGE = 24;'],
  ],
  'compile-page.ts': [
    [
      'plan.after ? [beyond(terms, plan.after, false)] : []',
      'plan.after ? [beyond(terms, plan.after, true)] : []',
    ],
    [
      'plan.before ? [beyond(terms, plan.before, true)] : []',
      'plan.before ? [beyond(terms, plan.before, false)] : []',
    ],
    ['needs.position ? plan.count + 1 : plan.count', 'plan.count'],
    [
      "WHERE ${allOf([...conditions, ...bounds])} ORDER BY ${join(order, ', ')} LIMIT",
      "WHERE ${allOf(conditions)} ORDER BY ${join(order, ', ')} LIMIT",
    ],
    ['WHERE ${allOf([...conditions, ...bounds])} ORDER BY', 'WHERE ${allOf(bounds)} ORDER BY'],
    ['CASE WHEN ${position} <= ${raw(String(plan.count))} THEN ${item} END', '${item}'],
    ["raw(plan.backward ? 'DESC' : 'ASC')", "raw('ASC')"],
    ['coalesce(max(${size}), 0) > ${count}', 'coalesce(max(${size}), 0) >= ${count}'],
    [
      'const other = plan.backward ? plan.before : plan.after;',
      'const other = plan.backward ? plan.after : plan.before;',
    ],
    ['existsOnOrBeyond(rows(), other, !plan.backward)', 'existsOnOrBeyond(rows(), other, plan.backward)'],
    ['return plan.backward ? less : more;', 'return more;'],
    ['return plan.backward ? more : less;', 'return less;'],
    ['return cursorAt(plan.backward ? farthest : nearest);', 'return cursorAt(nearest);'],
    ['return cursorAt(plan.backward ? nearest : farthest);', 'return cursorAt(farthest);'],
    ['CASE WHEN ${size} < ${count} THEN ${size} ELSE ${count} END', '${size}'],
    ['(${beyond(terms, values, reversed)} OR (${allOf(same)}))', '(${beyond(terms, values, reversed)})'],
    ['[...conditions, found]', '[found]'],
    ['terms.slice(0, index).map((earlier', 'terms.slice(1, index).map((earlier'],
    [
      'return given === null ? sql`${value} IS NULL` : sql`${value} = ${bind(given)}`;',
      'return sql`${value} = ${bind(given)}`;',
    ],
    [
      'if (given === null) return reversed ? sql`${term.value} IS NOT NULL` : null;',
      'if (given === null) return null;',
    ],
    [
      "const operator = raw(term.descending !== reversed ? '<' : '>');",
      "const operator = raw(reversed ? '<' : '>');",
    ],
    [
      "const operator = raw(term.descending !== reversed ? '<' : '>');",
      "const operator = raw(term.descending !== reversed ? '<=' : '>=');",
    ],
    [
      'return term.nullable && !reversed ? sql`(${further} OR ${term.value} IS NULL)` : further;',
      'return further;',
    ],
    ['return term.nullable && !reversed ?', 'return term.nullable ?'],
    ["const way = descending !== reversed ? ' DESC' : ' ASC';", "const way = descending ? ' DESC' : ' ASC';"],
    ["NULLS ${reversed ? 'FIRST' : 'LAST'}", 'NULLS LAST'],
    ["return raw(nullable ? `${way} NULLS ${reversed ? 'FIRST' : 'LAST'}` : way);", 'return raw(way);'],
  ],
  'compile-connection.ts': [
    [
      '${allOf([...found(row), ...compilation.stopPoints(row)])}`;',
      '${allOf([...scope(row), ...compilation.stopPoints(row)])}`;',
    ],
    ['sql`(SELECT count(*) FROM ${shared})`', 'sql`(SELECT count(*) + 1 FROM ${shared})`'],
    [
      "${row.column('id')} IN (SELECT ${name('id')} FROM ${shared})",
      "${row.column('id')} NOT IN (SELECT ${name('id')} FROM ${shared})",
    ],
    [
      'CASE WHEN ${row.column(currency)} = ${bind(by.currency)} THEN ${row.column(amount)} END',
      '${row.column(amount)}',
    ],
    [
      "hops.length > 0 ? sql`CASE WHEN ${row.column('id')} IS NOT NULL THEN ${related} END` : related;",
      'related;',
    ],
    [
      'return [compileAggregate(compilation, kind, value.entries, members)];',
      'return [compileAggregate(compilation, kind, value.entries, scope)];',
    ],
    [
      'return [compileGroups(compilation, kind, value.groups, members)];',
      'return [compileGroups(compilation, kind, value.groups, scope)];',
    ],
    ['firstOf(by.columns.map((column) => row.column(column)))', "row.column(by.columns[0] ?? '')"],
    ['    ...scope(row),\n', ''],
  ],
  'compile-related.ts': [
    ['...(where ? [compileWhere(compilation, where.where, target)] : []),', ''],
    ['return sql`count(*)`;', 'return sql`count(*) + 1`;'],
    ['sum(${inCurrency})', 'max(${inCurrency})'],
    [
      'CASE WHEN ${target.column(currency)} = ${bind(measure.currency)} THEN ${target.column(amount)} END',
      '${target.column(amount)}',
    ],
    [
      "if (measure.bound === 'LOW') return dialect.whole(sql`sum(${low})`);",
      "if (measure.bound === 'LOW') return dialect.whole(sql`sum(${high})`);",
    ],
    [
      'CASE WHEN ${open} = 0 THEN ${dialect.whole(sql`sum(${high})`)} END',
      '${dialect.whole(sql`sum(${high})`)}',
    ],
    ['? sql`min(${target.column(earliest)})`', '? sql`max(${target.column(earliest)})`'],
    [': sql`max(${target.column(latest)})`;', ': sql`max(${target.column(earliest)})`;'],
  ],
  'groups-plan.ts': [
    ['includeUnknown: args.includeUnknown !== false,', 'includeUnknown: args.includeUnknown === true,'],
    [
      "if (counting === 'WHOLE' || counting === 'FRACTIONAL') return counting;",
      "if (counting === 'WHOLE' || counting === 'FRACTIONAL') return 'WHOLE';",
    ],
    ['return { unit, calendar };', "return { unit, calendar: 'GREGORIAN' };"],
    ['langs: preferred(lang, planning.langs) } };', 'langs: preferred(null, planning.langs) } };'],
    ["return leaf === 'record' && new Set(targets).size > 1;", 'return false;'],
  ],
  'measures-plan.ts': [
    ["gt: '>',", "gt: '>=',"],
    ["lte: '<=',", "lte: '<',"],
    [
      'return Math.round(Number(operand) * THOUSANDTHS);',
      'return Math.round(Number(operand)) * THOUSANDTHS;',
    ],
    [
      'const minor = minorUnits(String(operand), measure.currency);',
      "const minor = minorUnits(String(operand), 'JPY');",
    ],
    [
      "measure: { type: 'key' }, descending: value === 'DESC' };",
      "measure: { type: 'key' }, descending: value === 'ASC' };",
    ],
    [
      "const direction = name === 'count' || name === 'weight' ? value : (value as Args).direction;",
      "const direction = name === 'count' ? value : (value as Args).direction;",
    ],
    ['measure: onlyOf(reading, inner, found.measure, here),', 'measure: found.measure,'],
    [
      'return { measure: onlyOf(reading, inner, measure, here), descending };',
      'return { measure, descending };',
    ],
    ['        statistic: value.statistic as MoneyStatistic,', "        statistic: 'TOTAL',"],
    ['        statistic: value.statistic as QuantityStatistic,', "        statistic: 'SUM',"],
    ["        bound: value.bound as 'LOW' | 'HIGH',", "        bound: 'LOW',"],
    ["        bound: value.bound as 'EARLIEST' | 'LATEST',", "        bound: 'EARLIEST',"],
    ['currency: String(value.currency),', "currency: 'EUR',"],
  ],
  'compile-groups.ts': [
    ['page.column(valueName(index)),\n', 'page.column(valueName(0)),\n'],
    ['`record${index}_${own}`', '`record0_${own}`'],
    ["fractional: plan.counting === 'FRACTIONAL',", 'fractional: false,'],
    ['key: page.column(`k${index}`),', 'key: page.column(`k0`),'],
    ['              ...members(row),\n', ''],
    ['IS NOT DISTINCT FROM ${keys[index]', '= ${keys[index]'],
    ["plan.order.find(({ measure }) => measure.type === 'key')?.descending ?? false;", 'false;'],
    ['value: row.column(valueName(index)),', 'value: row.column(`k${index}`),'],
    ["nullable: measure.type !== 'count' && measure.type !== 'weight',", 'nullable: false,'],
    ['return [...terms, ...keys, ...ids];', 'return [...keys, ...terms, ...ids];'],
    ['return [...terms, ...keys, ...ids];', 'return [...terms, ...keys.slice(0, 1), ...ids];'],
    ['if (plan.includeUnknown) return having;', 'return having;'],
    [
      '...plan.by.map((_, index) => sql`${row.column(`k${index}`)} IS NOT NULL`)',
      '...plan.by.slice(0, 1).map((_, index) => sql`${row.column(`k${index}`)} IS NOT NULL`)',
    ],
    [
      'const STATES = { unknown: 0, imprecise: 1, known: 2 }',
      'const STATES = { unknown: 0, imprecise: 2, known: 1 }',
    ],
    ['const imprecise = bucket ? sql` WHEN ${isImprecise(key)} THEN 1` : sql``;', 'const imprecise = sql``;'],
    ['sum(${weight}), 0) FROM ${cells.groups})`;', 'max(${weight}), 0) FROM ${cells.groups})`;'],
    ["overlap: join([sum, members], ' - '),", "overlap: join([members, sum], ' - '),"],
    ['conditions: compileConditions(measures, plan, row),', 'conditions: [],'],
    [
      'const number = sql`(SELECT count(*) FROM ${row.from()} WHERE ${allOf(conditions)})`;',
      'const number = sql`(SELECT count(*) FROM ${row.from()})`;',
    ],
  ],
  'compile-key.ts': [
    [
      "field.encoding === 'boolean'\n        ? compilation.dialect.bit(end.column(field.column))",
      "field.encoding === 'integer'\n        ? compilation.dialect.bit(end.column(field.column))",
    ],
    ['? sql`${row.column(earliest)} = ${row.column(latest)}`', '? sql`${from} = ${from}`'],
    [
      'CASE WHEN ${whole} THEN coalesce(${from}, ${imprecise}) ELSE ${imprecise} END',
      'CASE WHEN ${row.column(earliest)} IS NOT NULL THEN coalesce(${from}, ${imprecise}) ELSE ${imprecise} END',
    ],
    ["const IMPRECISE = '~';", "const IMPRECISE = '0';"],
    [
      "CASE WHEN ${imprecise} THEN 'null' ELSE coalesce('\"' || ${value}",
      "CASE WHEN 1 = 0 THEN 'null' ELSE coalesce('\"' || ${value}",
    ],
    ['WHEN ${imprecise} THEN \'"IMPRECISE"\' ELSE', 'ELSE'],
    [
      'const text = isDate ? withoutMark(row.known()) : keyText(by, row.known());',
      'const text = keyText(by, row.known());',
    ],
    [
      "CASE ${key} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END",
      "CASE ${key} WHEN 0 THEN 'true' WHEN 1 THEN 'false' END",
    ],
    [
      "firstOf([...columns, target.column('slug')])",
      "firstOf([...columns.slice(0, 1), target.column('slug')])",
    ],
    [
      "return [responseKey, bucket ? [bound(bucketEnd(dialect, bucket, key))] : ['null']];",
      "return [responseKey, bucket ? [bound(bucketStart(dialect, bucket, key))] : ['null']];",
    ],
    [
      "return sql`CASE ${key} ${join(words, ' ')} ELSE 'null' END`;",
      "return sql`CASE ${key} ${join(words.slice(1), ' ')} ELSE 'null' END`;",
    ],
    [
      'return firstOf(values);\n}\n\n/** The bucket of a date',
      'return firstOf(values.slice(0, 1));\n}\n\n/** The bucket of a date',
    ],
  ],
  'compile-bucket.ts': [
    ['return sql`substr(${day}, 1, 7)`;', 'return sql`substr(${day}, 1, 6)`;'],
    ["raw(unit === 'WEEK_SUNDAY' ? '0' : '1')", "raw(unit === 'WEEK_SUNDAY' ? '0' : '2')"],
    ['sql`(6 - ${since})`', 'sql`(7 - ${since})`'],
    ["substr('-03-31-06-30-09-30-12-31'", "substr('-03-31-06-31-09-30-12-31'"],
    ["substr('-01-01-04-01-07-01-10-01'", "substr('-01-01-05-01-07-01-10-01'"],
    ["return sql`${key} || '-12-31'`;", "return sql`${key} || '-12-30'`;"],
    [
      "return dialect.shiftDay(dialect.mondayOf(key), raw('6'));",
      "return dialect.shiftDay(dialect.mondayOf(key), raw('7'));",
    ],
    ['return sql`substr(${key}, 12, 10)`;', 'return sql`substr(${key}, 1, 10)`;'],
    [": dialect.shiftDay(nextMonth(unit, key), raw('-1'));", ': nextMonth(unit, key);'],
    [
      "const months = unit === 'YEAR' ? '12' : unit === 'QUARTER' ? '3' : '1';",
      "const months = unit === 'YEAR' ? '11' : unit === 'QUARTER' ? '3' : '1';",
    ],
    [
      "const months = unit === 'YEAR' ? '12' : unit === 'QUARTER' ? '3' : '1';",
      "const months = unit === 'YEAR' ? '12' : unit === 'QUARTER' ? '4' : '1';",
    ],
    ["${name('first_day')} <= ${day} ORDER BY", "${name('first_day')} < ${day} ORDER BY"],
    ['100 + 1 + ${dialect.daysBetween', '100 + ${dialect.daysBetween'],
    ['(CAST(substr(${key}, 9, 2) AS integer) - 1)', '(CAST(substr(${key}, 9, 2) AS integer))'],
    ['AS integer) + 2) / 3 AS text)', 'AS integer) + 3) / 3 AS text)'],
    [
      "substr('-01-04-07-10', (${quarterNumber(key)} - 1) * 3 + 1, 3)",
      "substr('-01-04-07-10', (${quarterNumber(key)} - 1) * 3 + 1, 2)",
    ],
    ['words.format(Date.UTC(2024, 0, day))', 'words.format(Date.UTC(2024, 0, day + 1))'],
  ],
  'compile-measures.ts': [
    [
      "sql`count(${raw(subset)})`;\n    return this.cells.part(named('n', subset), first, 'sum');",
      "raw('count(*)');\n    return this.cells.part(named('n', subset), first, 'sum');",
    ],
    [
      "sql`count(${raw(subset)})`;\n    return this.cells.part(named('x', subset), first, 'share');",
      "sql`count(${raw(subset)})`;\n    return this.cells.part(named('x', subset), first, 'sum');",
    ],
    ["this.rounded(weight, 1000, 'half')", "this.rounded(weight, 1000, 'down')"],
    ["raw(name === 'numerator' ? '1' : '2')", "raw(name === 'numerator' ? '2' : '1')"],
    [
      "fraction_round(fraction_divide(${total()}, ${weight}), 1, 'half')",
      "fraction_round(fraction_divide(${total()}, ${weight}), 1, 'down')",
    ],
    ['((2 * ${total()} + ${number}) / (2 * ${number}))', '(${total()} / ${number})'],
    ["return rounded(total(), 1, 'half');", "return rounded(total(), 1, 'down');"],
    ["return part('mi', sql`min(${amounts})`, 'min');", "return part('mi', sql`max(${amounts})`, 'max');"],
    [
      "const number = part('mn', sql`count(${amounts})`, 'sum');",
      "const number = part('mn', raw('count(*)'), 'sum');",
    ],
    [
      "string_agg(CASE WHEN ${money.number} > 0 THEN ${item} END, ',' ORDER BY c)",
      "string_agg(CASE WHEN ${money.number} > 0 THEN ${item} END, ',' ORDER BY c DESC)",
    ],
    [
      'max(CASE WHEN c = ${bind(currency)} AND ${money.number} > 0 THEN',
      'max(CASE WHEN ${money.number} > 0 THEN',
    ],
    [
      "part('o', sql`count(CASE WHEN ${high} IS NULL THEN ${low} END)`, 'sum')",
      "part('o', sql`count(CASE WHEN ${low} IS NULL THEN ${high} END)`, 'sum')",
    ],
    ['count(CASE WHEN ${high} = ${low} THEN 1 END)', 'count(${high})'],
    [
      'CASE WHEN ${high} IS NULL OR ${high} <> ${low} THEN ${low} END',
      'CASE WHEN ${high} <> ${low} THEN ${low} END',
    ],
    ["return part('ih', sql`min(${high})`, 'min');", "return part('ih', sql`max(${high})`, 'max');"],
    ["return part('al', sql`max(${low})`, 'max');", "return part('al', sql`min(${low})`, 'min');"],
    [
      "return [key, [number(bounded(this.rounded(group.column(names.high), 1, 'up')))]];",
      "return [key, [number(this.rounded(group.column(names.high), 1, 'up'))]];",
    ],
    [
      "return [key, [number(this.rounded(group.column(names.low), 1, 'down'))]];",
      "return [key, [number(this.rounded(group.column(names.low), 1, 'half'))]];",
    ],
    [
      'const high = isMin ? group.column(names.minHigh) : bounded(group.column(names.maxHigh));',
      'const high = group.column(isMin ? names.minHigh : names.maxHigh);',
    ],
    [
      "return row.column(bound === 'LOW' ? names.minLow : names.minHigh);",
      'return row.column(names.minLow);',
    ],
    [
      "bound === 'LOW' ? row.column(names.maxLow) : bounded(row.column(names.maxHigh));",
      "bound === 'LOW' ? row.column(names.maxLow) : row.column(names.maxHigh);",
    ],
    [
      ": bounded(this.rounded(row.column(names.high), 1, 'up'));",
      ": this.rounded(row.column(names.high), 1, 'up');",
    ],
    [
      "return row.column(measure.bound === 'EARLIEST' ? names.earliest : names.latest);",
      'return row.column(names.earliest);',
    ],
    ["sql`max(${latest})`, 'max'),", "sql`min(${latest})`, 'min'),"],
    [
      'const inner = this.cells.only(value.where, subset);',
      'const inner = this.cells.only(value.where, null);',
    ],
    [
      'return this.value(measure.measure, row, this.cells.only(measure.where, subset));',
      'return this.value(measure.measure, row, subset);',
    ],
    ['`fraction_order(${bind(`${value}/1000`)})`', '`fraction_order(${bind(`${value}/1`)})`'],
    ['sql`(${weight} * 1000)`', 'sql`(${weight} * 1)`'],
  ],
  'cells.ts': [
    ['if (known.where === where && known.within === within) return name;', 'return name;'],
    ['CASE WHEN ${raw(subset)} = 1 THEN ${raw(name)} END', '${raw(name)}'],
    [
      "const partition = join([...this.keyNames(), ...marked, raw(value)], ', ');",
      "const partition = join([...marked, raw(value)], ', ');",
    ],
    ['const isMarked = subset === null ? sql`` : sql`${raw(subset)} = 1 AND `;', 'const isMarked = sql``;'],
    ['${isMarked}${raw(value)} IS NOT NULL AND row_number()', '${isMarked}row_number()'],
    ['SELECT max(${states}) AS state', 'SELECT min(${states}) AS state'],
    ['SELECT count(DISTINCT member) FROM ${this.base}', 'SELECT count(member) FROM ${this.base}'],
    ["const distinct = raw(this.toMany ? 'DISTINCT ' : '');", "const distinct = raw('');"],
    ['count(*) OVER (PARTITION BY member)', 'count(*) OVER ()'],
    ["CAST(${part} AS text) || '/' || CAST(s AS text)", "CAST(${part} AS text) || '/1'"],
    ['const outer = within === null ? [] : [this.condition(within, row)];', 'const outer: Sql[] = [];'],
    ['count(DISTINCT ${value}) AS number', 'count(${value}) AS number'],
    ['sql` AND ${base}.${raw(subset)} = 1`;', 'sql``;'],
    ['coalesce(${table}.number, 0) AS', 'coalesce(${table}.number, 1) AS'],
    ['measured.${key} IS NOT DISTINCT FROM ${table}.${key}', 'measured.${key} = ${table}.${key}'],
    [
      'level([...keys, ...currency, ...share], firsts',
      'level([...keys, ...currency, ...share].slice(0, -1), firsts',
    ],
    [
      'this.compilation.dialect.whole(sql`coalesce(${value}, 0)`)',
      'this.compilation.dialect.whole(sql`coalesce(${value}, 1)`)',
    ],
  ],
  'compile-record.ts': [
    [
      "coalesce(${dialect.jsonString(firstOf(columns))}, 'null')",
      "coalesce(${dialect.jsonString(columns[0] ?? raw('NULL'))}, 'null')",
    ],
    ["WHEN ${original} = ${literal(lang)} THEN 'true'", "WHEN ${original} <> ${literal(lang)} THEN 'true'"],
    ["CASE WHEN ${text} IS NULL THEN '' ELSE", "CASE WHEN ${text} = '' THEN '' ELSE"],
    ['WHERE ${allOf(conditions)} ORDER BY ${order}', 'WHERE ${allOf(conditions)} ORDER BY ${order} DESC'],
    ['target.column(column)} = ${key})`', "target.column('id')} = ${key})`"],
  ],
  'encode.ts': [
    [
      "rtrim(substr(CAST(1000 + ${value} % 1000 AS text), 2), '0')",
      'substr(CAST(1000 + ${value} % 1000 AS text), 2)',
    ],
    [
      "rtrim(substr(CAST(1000 + ${value} % 1000 AS text), 2), '0')",
      "rtrim(CAST(${value} % 1000 AS text), '0')",
    ],
    ['substr(CAST(${unit} + ${value} % ${unit} AS text), 2)', 'CAST(${value} % ${unit} AS text)'],
    ['THEN 1 WHEN', 'THEN 100 WHEN'],
    ['THEN 1000 ELSE 100 END', 'THEN 100 ELSE 100 END'],
  ],
  'row.ts': [
    [
      "LEFT JOIN ${table} ON ${next.column('id')} = ${current.column(hop.column)}",
      "JOIN ${table} ON ${next.column('id')} = ${current.column(hop.column)}",
    ],
    ['LEFT JOIN ${pairs} LEFT JOIN ${table}', 'LEFT JOIN ${pairs} JOIN ${table}'],
    [
      ' LEFT JOIN ${table} ON ${joinCondition(hop.join, next, current)}',
      ' JOIN ${table} ON ${joinCondition(hop.join, next, current)}',
    ],
    [
      'const known = this.joined.get(path.join());',
      'const known = hops.length > 1 ? undefined : this.joined.get(path.join());',
    ],
    [
      '${row.column(own)} ${raw(operator)} ${target.column(other)}',
      '${row.column(own)} = ${target.column(other)}',
    ],
  ],
  'record-plan.ts': [
    ['new Set([...(lang ?? []), ...langs, ...LANGS])', 'new Set([...langs, ...(lang ?? []), ...LANGS])'],
    [
      "return planObject(planning, 'FuzzyPeriod', field, 'edtf', selected);",
      "return planObject(planning, 'FuzzyPeriod', field, 'latest', selected);",
    ],
    [
      "return planObject(planning, 'Quantity', field, 'low', selected);",
      "return planObject(planning, 'Quantity', field, 'high', selected);",
    ],
    ["...(member.encoding === 'amount' ? { currency", "...(member.encoding === 'text' ? { currency"],
  ],
  'connection-plan.ts': [['where: args.where === undefined ? null :', 'where: args.where !== null ? null :']],
  'selection.ts': [
    ['return skip?.if !== true && include?.if !== false;', 'return skip?.if !== true;'],
    ['return skip?.if !== true && include?.if !== false;', 'return include?.if !== false;'],
    ['if (nodes) nodes.push(selection);', 'if (nodes) continue;'],
    [
      'return getArgumentValues(field, node, planning.variables);',
      'return getArgumentValues(field, node, {});',
    ],
    [
      'return isAbstractType(abstract) && isObjectType(concrete) && schema.isSubType(abstract, concrete);',
      'return false;',
    ],
  ],
  'operation-plan.ts': [
    ["column: 'id',\n    value: id,", "column: 'slug',\n    value: id,"],
    ['ids.map((id) => planNode', '[...new Set(ids)].map((id) => planNode'],
  ],
  'search-plan.ts': [
    ['const count = args.first ?? DEFAULT_RESULTS;', 'const count = DEFAULT_RESULTS;'],
    ['(kind) => !args.kinds || args.kinds.includes(kindConstant(kind)),', '() => true,'],
  ],
  'compile-search.ts': [
    ['prefix: 3,\n  stems: 4,', 'prefix: 4,\n  stems: 3,'],
    ['ORDER BY rank, length, ${byKind}, slug LIMIT', 'ORDER BY length, rank, ${byKind}, slug LIMIT'],
    ['ORDER BY r.rank, r.length, r.field, r.lang', 'ORDER BY r.length, r.field, r.lang'],
    ['- t.is_name\n', '\n'],
    ['isLast && word === words.at(-1) && word.word', 'word.word'],
  ],
  'dialects/sqlite.ts': [
    ['instr(${text}, ${part}) > 0', 'instr(${text}, ${part}) > 1'],
    ["strftime('%G-W%V', ${day})", "strftime('%Y-W%V', ${day})"],
    ["'-7 days', '+'", "'-6 days', '+'"],
    ["strftime('%u', ${day})", "strftime('%w', ${day})"],
    ["date(${firstDay}, '+1 month', '-1 day')", "date(${firstDay}, '+1 month')"],
    [
      'CAST(julianday(${to}) - julianday(${from}) AS integer)',
      'CAST(julianday(${to}) - julianday(${from}) + 1 AS integer)',
    ],
    ['json_quote(${text})', "'\"' || ${text} || '\"'"],
    ["CASE WHEN ${value} THEN 'true' ELSE 'false' END", "CASE WHEN ${value} THEN 'false' ELSE 'true' END"],
  ],
  'dialects/postgres.ts': [
    ['strpos(${text}, ${part}) > 0', 'strpos(${text}, ${part}) > 1'],
    [
      `sql\`to_char(CAST(\${day} AS date), 'IYYY"-W"IW')\``,
      `sql\`to_char(CAST(\${day} AS date), 'YYYY"-W"IW')\``,
    ],
    [`'IYYY"-W"IW'), 'YYYY-MM-DD')`, `'IYYY"-W"IW') + 1, 'YYYY-MM-DD')`],
    ['extract(isodow FROM', 'extract(dow FROM'],
    ["+ interval '1 month' - interval '1 day'", "+ interval '1 month'"],
    ['(CAST(${to} AS date) - CAST(${from} AS date))', '(CAST(${from} AS date) - CAST(${to} AS date))'],
    ['sql`to_json(CAST(${text} AS text))::text`', "sql`'\"' || ${text} || '\"'`"],
    ["CASE WHEN ${value} THEN 'true' ELSE 'false' END", "CASE WHEN ${value} THEN 'false' ELSE 'true' END"],
    ['CASE WHEN ${day} IS NOT NULL THEN to_char(', 'CASE WHEN 1 = 1 THEN to_char('],
    ["least(date '9999-12-31', CAST", "least(date '2024-01-01', CAST"],
  ],
};

/** Every bug of the list. */
export const MUTANTS: readonly Mutant[] = Object.entries(EDITS).flatMap(([file, edits]) =>
  edits.map(([find, replace]) => ({ file, find, replace })),
);
