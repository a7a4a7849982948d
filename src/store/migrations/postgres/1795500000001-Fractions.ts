import type { MigrationInterface, QueryRunner } from 'typeorm';

const FUNCTION = 'LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE';

/**
 * Exact fractions as text, `numerator/denominator`: what groups add up shares with. SQLite has the same functions from
 * the program (`store/fractions.ts`).
 */
export class Fractions1795500000001 implements MigrationInterface {
  readonly name = 'Fractions1795500000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION fraction_reduced(n numeric, d numeric) RETURNS text ${FUNCTION}
      AS $$ SELECT div(n, gcd(n, d))::text || '/' || div(d, gcd(n, d))::text $$`);
    await runner.query(`
      CREATE FUNCTION fraction_add(a text, b text) RETURNS text ${FUNCTION}
      AS $$ SELECT fraction_reduced(
        split_part(a, '/', 1)::numeric * split_part(b, '/', 2)::numeric
          + split_part(b, '/', 1)::numeric * split_part(a, '/', 2)::numeric,
        split_part(a, '/', 2)::numeric * split_part(b, '/', 2)::numeric) $$`);
    await runner.query(
      `CREATE AGGREGATE fraction_sum(text) (SFUNC = fraction_add, STYPE = text, INITCOND = '0/1', PARALLEL = SAFE)`,
    );
    await runner.query(`
      CREATE FUNCTION fraction_divide(a text, b text) RETURNS text ${FUNCTION}
      AS $$ SELECT CASE WHEN split_part(b, '/', 1)::numeric <> 0 THEN fraction_reduced(
        split_part(a, '/', 1)::numeric * split_part(b, '/', 2)::numeric,
        split_part(a, '/', 2)::numeric * split_part(b, '/', 1)::numeric) END $$`);
    await runner.query(`
      CREATE FUNCTION fraction_round(fraction text, scale integer, mode text) RETURNS bigint ${FUNCTION}
      AS $$ SELECT CASE mode
        WHEN 'down' THEN div(n, d)
        WHEN 'up' THEN div(n + d - 1, d)
        ELSE div(2 * n + d, 2 * d) END::bigint
      FROM (SELECT split_part(fraction, '/', 1)::numeric * scale AS n, split_part(fraction, '/', 2)::numeric AS d) parts $$`);
    await runner.query(`
      CREATE FUNCTION fraction_order(fraction text) RETURNS text ${FUNCTION}
      AS $$ SELECT CASE WHEN n < 0 THEN '-' ELSE
        lpad(div(n, d)::text, 20, '0') || '.' || lpad(div(mod(n, d) * 10::numeric ^ 40, d)::text, 40, '0') END COLLATE "C"
      FROM (SELECT split_part(fraction, '/', 1)::numeric AS n, split_part(fraction, '/', 2)::numeric AS d) parts $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP AGGREGATE fraction_sum(text)');
    await runner.query('DROP FUNCTION fraction_order(text)');
    await runner.query('DROP FUNCTION fraction_round(text, integer, text)');
    await runner.query('DROP FUNCTION fraction_divide(text, text)');
    await runner.query('DROP FUNCTION fraction_add(text, text)');
    await runner.query('DROP FUNCTION fraction_reduced(numeric, numeric)');
  }
}
