import { NO_DECIMALS, THREE_DECIMALS } from '../domain/values/money.js';
import type { Encoding } from '../model/model.js';
import type { Dialect } from './dialects/dialect.js';
import { raw, sql, type Sql } from './sql.js';

/** The JSON text of a value that is never null. `currency` goes with amounts. */
export function encode(dialect: Dialect, encoding: Encoding, value: Sql, currency?: Sql): Sql {
  switch (encoding) {
    case 'text':
      return dialect.jsonString(value);
    case 'token':
      return sql`'"' || ${value} || '"'`;
    case 'boolean':
      return dialect.jsonBoolean(value);
    case 'thousandths':
      return thousandths(value);
    case 'amount':
      return sql`'"' || ${amount(value, minorUnitsIn(currency ?? raw("'USD'")))} || '"'`;
    default:
      return dialect.jsonNumber(value);
  }
}

/** Whole thousandths as a number without needless zeros: 12500 is `12.5`. No floating point is involved. */
export function thousandths(value: Sql): Sql {
  return sql`CASE WHEN ${value} % 1000 = 0 THEN CAST(${value} / 1000 AS text) ELSE CAST(${value} / 1000 AS text) || '.' || rtrim(substr(CAST(1000 + ${value} % 1000 AS text), 2), '0') END`;
}

/** Minor units as a decimal string: 1250 with a unit of 100 is `12.50`, 1000000 is `10000`. */
export function amount(value: Sql, unit: Sql): Sql {
  return sql`CASE WHEN ${value} % ${unit} = 0 THEN CAST(${value} / ${unit} AS text) ELSE CAST(${value} / ${unit} AS text) || '.' || substr(CAST(${unit} + ${value} % ${unit} AS text), 2) END`;
}

/** How many minor units make a unit of a currency. */
export function minorUnitsIn(currency: Sql): Sql {
  return sql`(CASE WHEN ${currency} IN (${list(NO_DECIMALS)}) THEN 1 WHEN ${currency} IN (${list(THREE_DECIMALS)}) THEN 1000 ELSE 100 END)`;
}

function list(codes: readonly string[]): Sql {
  return raw(codes.map((code) => `'${code}'`).join(', '));
}
