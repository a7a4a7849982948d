import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Store } from '../store/store.js';
import { addToAudit, AuditAction } from './audit.js';
import { roleNamed, type Role } from './identity.js';

/** A key as it is listed: all but its secret, which nobody keeps. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/** What a key is to be. */
export interface KeyWish {
  readonly name: string;
  readonly role: Role;
  /** The moment from which on it does not hold any more; null for never. */
  readonly expiresAt: string | null;
}

/** Thrown when a key cannot be made or revoked; the message says why. */
export class KeyError extends Error {}

/** What the server needs to know of a key to tell whether it holds. */
interface KnownKey {
  readonly name: string;
  readonly role: string;
  readonly hash: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

/** A key that holds, and until when, in milliseconds since 1970. */
export interface HeldKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly until: number;
}

/** How a key is written: a word by which it is known when it leaks, the id by which it is found, and the secret. */
const FORM = /^sijill_([0-9a-f]{12})_([0-9a-f]{48})$/;

const ID_BYTES = 6;

/** 192 bits: a secret that nobody guesses, so that a plain hash of it is safe to keep. */
const SECRET_BYTES = 24;

/** What an unknown key is compared with, so that it takes as long as a known one. */
const NO_HASH = '0'.repeat(64);

/** True for what has the form of a key, whether it holds or not. */
export function isKey(credential: string): boolean {
  return credential.startsWith('sijill_');
}

/** Makes a key. Its text is given here and never again: only a hash of it is kept. */
export async function createKey(
  store: Store,
  { name, role, expiresAt }: KeyWish,
  actor: string,
): Promise<{ readonly id: string; readonly key: string }> {
  if (name.trim() === '' || name.length > 120)
    throw new KeyError('A key needs a name of at most 120 characters.');
  const id = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  await store.transaction(async (manager) => {
    const [taken] = (await manager.query(
      `SELECT "id" FROM "api_key" WHERE "name" = ${at(manager, 1)} AND "revoked_at" IS NULL`,
      [name],
    )) as unknown[];
    if (taken)
      throw new KeyError('There is a key of this name already. Revoke it first, or take another name.');
    const values = [id, name, role, hashOf(id, secret), new Date().toISOString(), expiresAt];
    await manager.query(
      `INSERT INTO "api_key" ("id", "name", "role", "secret_hash", "created_at", "expires_at") VALUES (${values.map((_, index) => at(manager, index + 1)).join(', ')})`,
      values,
    );
    await addToAudit(manager, [{ actor, action: AuditAction.KEY_CREATED, subject: id, detail: { role } }]);
  });
  return { id, key: `sijill_${id}_${secret}` };
}

/** Every key that there was, the oldest first. */
export function listKeys(store: Store): Promise<ApiKey[]> {
  return store.transaction(
    async (manager) =>
      (await manager.query(
        'SELECT "id", "name", "role", "created_at" AS "createdAt", "expires_at" AS "expiresAt", "last_used_at" AS "lastUsedAt", "revoked_at" AS "revokedAt" FROM "api_key" ORDER BY "created_at", "id"',
      )) as ApiKey[],
  );
}

/** Revokes a key: within five seconds no server takes it any more. Throws a {@link KeyError} when there is none that holds. */
export async function revokeKey(store: Store, id: string, actor: string): Promise<void> {
  await store.transaction(async (manager) => {
    const [found] = (await manager.query(
      `SELECT "id" FROM "api_key" WHERE "id" = ${at(manager, 1)} AND "revoked_at" IS NULL`,
      [id],
    )) as unknown[];
    if (!found)
      throw new KeyError('No key that could be revoked has this id. `sijill key list` shows them all.');
    await manager.query(
      `UPDATE "api_key" SET "revoked_at" = ${at(manager, 1)} WHERE "id" = ${at(manager, 2)}`,
      [new Date().toISOString(), id],
    );
    await addToAudit(manager, [{ actor, action: AuditAction.KEY_REVOKED, subject: id, detail: {} }]);
  });
}

/** Notes when a key was last used. */
export async function noteUse(manager: EntityManager, id: string, moment: string): Promise<void> {
  await manager.query(
    `UPDATE "api_key" SET "last_used_at" = ${at(manager, 1)} WHERE "id" = ${at(manager, 2)}`,
    [moment, id],
  );
}

/** The key that a credential is; or, when none holds, the id of the one that it claims to be, if there is such a key. */
export async function findKey(
  store: Store,
  credential: string,
): Promise<HeldKey | { readonly failed: string | null }> {
  const [, id, secret] = FORM.exec(credential) ?? [];
  if (id === undefined || secret === undefined) return { failed: null };
  const object = store.dialect === 'postgres' ? 'json_build_object' : 'json_object';
  const [text] = await store.read([
    {
      text: `SELECT CAST(${object}('name', "name", 'role', "role", 'hash', "secret_hash", 'expiresAt', "expires_at", 'revokedAt', "revoked_at") AS text) FROM "api_key" WHERE "id" = ${store.dialect === 'postgres' ? '$1' : '?'}`,
      values: [id],
      light: true,
    },
  ]);
  const known = JSON.parse(String(text ?? 'null')) as KnownKey | null;
  const isSame = timingSafeEqual(
    Buffer.from(hashOf(id, secret), 'hex'),
    Buffer.from(known?.hash ?? NO_HASH, 'hex'),
  );
  if (!known) return { failed: null };
  const role = roleNamed(known.role);
  const until = known.expiresAt === null ? Infinity : Date.parse(known.expiresAt);
  if (!isSame || !role || known.revokedAt !== null || until <= Date.now()) return { failed: id };
  return { id, name: known.name, role, until };
}

function hashOf(id: string, secret: string): string {
  return createHash('sha256').update(`${id}:${secret}`).digest('hex');
}

function at(manager: EntityManager, index: number): string {
  return manager.connection.options.type === 'postgres' ? `$${index}` : '?';
}
