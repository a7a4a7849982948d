// The limit: what is left when everything but the database and node:http is taken away.
import { createServer } from 'node:http';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { PLANNING } from '../src/store/settings.js';
import { QUESTIONS, YARDSTICK } from './questions.js';

type Run = (name: string) => string | Promise<string>;

const ASKED = [...QUESTIONS, YARDSTICK];

const url = process.env.DATABASE_URL;
const run = url ? onPostgres(url) : onSqlite(join(process.env.SIJILL_DATA ?? '', 'sijill.db'));

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { name } = JSON.parse(Buffer.concat(chunks).toString() || '{"name":"ready"}') as { name: string };
    Promise.resolve(name === 'ready' ? 'null' : run(name)).then(
      (json) => {
        const body = Buffer.from(`{"data":${json}}`);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
        response.end(body);
      },
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

function onSqlite(file: string): Run {
  const database = new Sqlite(file, { readonly: true });
  database.pragma('cache_size = -65536');
  const statements = new Map(
    ASKED.map(({ name, limit }) => [name, database.prepare(limit('sqlite')).pluck()]),
  );
  return (name) => String(statements.get(name)?.get());
}

function onPostgres(connectionString: string): Run {
  // As Sijill's sessions: what is compared is the statement, and what is around it.
  const pool = new pg.Pool({ connectionString, max: 10, options: PLANNING });
  const texts = new Map(ASKED.map(({ name, limit }) => [name, limit('postgres')]));
  return async (name) => {
    const { rows } = await pool.query<string[]>({ name, text: texts.get(name) ?? '', rowMode: 'array' });
    return rows[0]?.[0] ?? 'null';
  };
}
