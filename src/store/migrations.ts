import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MigrationInterface } from 'typeorm';
import type { DatabaseSettings } from './settings.js';

type MigrationClass = new () => MigrationInterface;

/** The migrations of a dialect, oldest first: the files of its folder, whose names begin with their time. */
export async function loadMigrations(dialect: DatabaseSettings['dialect']): Promise<MigrationClass[]> {
  const folder = new URL(`./migrations/${dialect}/`, import.meta.url);
  const files = readdirSync(fileURLToPath(folder)).filter((file) => /(?<!\.d)\.[jt]s$/.test(file));
  const migrations: MigrationClass[] = [];
  for (const file of files.sort()) {
    const module = (await import(new URL(file, folder).href)) as Record<string, MigrationClass>;
    migrations.push(...Object.values(module));
  }
  return migrations;
}
