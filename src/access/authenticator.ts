import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ErrorCode } from '../model/errors.js';
import type { Store } from '../store/store.js';
import { signInFirst, unauthenticated } from './errors.js';
import { ANONYMOUS, identityOf, type Identity } from './identity.js';
import type { Journal } from './journal.js';
import { findKey, isKey } from './keys.js';
import { Tokens, type TokenSettings } from './tokens.js';

/** Who is let in. */
export interface AccessSettings {
  /** Whether those may read who do not say who they are. */
  readonly anonymous: boolean;
  /** The issuer whose tokens are taken; null for none. */
  readonly tokens: TokenSettings | null;
}

/** Anybody reads, and keys are taken. */
export const OPEN_ACCESS: AccessSettings = { anonymous: true, tokens: null };

/**
 * How long a credential that held is taken to hold still. A key that is revoked anywhere must be refused everywhere
 * within five seconds: this and the longest request for it stay below.
 */
const KNOWN_MS = 4000;

/** How often the use of a key is noted. */
const NOTED_EVERY_MS = 60_000;

/** How long whoever fails waits for the answer: guessing gets slow, and a mistyped key costs nobody anything. */
const FAILURE_MS = 100;

/** Tells who asks, by the header `Authorization`. */
export class Authenticator {
  /** Credentials that held lately, by their hashes: memory need not hold secrets. */
  private readonly known = new LRUCache<string, Identity>({ max: 10_000, ttl: KNOWN_MS });
  private readonly noted = new LRUCache<string, true>({ max: 10_000, ttl: NOTED_EVERY_MS });
  private readonly tokens: Tokens | null;

  constructor(
    private readonly store: Store,
    private readonly settings: AccessSettings,
    private readonly journal: Journal,
  ) {
    this.tokens = settings.tokens ? new Tokens(settings.tokens) : null;
  }

  /** Who asks, where that is known at once; null where {@link identify} has to find out. */
  recall(authorization: string | undefined): Identity | null {
    if (authorization === undefined) return this.settings.anonymous ? ANONYMOUS : null;
    return this.known.get(digestOf(authorization)) ?? null;
  }

  /**
   * Who asks. Rejects with an UNAUTHENTICATED error when the credential does not hold, or there must be one and is none:
   * never is somebody taken for anonymous who has sent one.
   */
  async identify(authorization: string | undefined): Promise<Identity> {
    const recalled = this.recall(authorization);
    if (recalled) return recalled;
    if (authorization === undefined) throw signInFirst();
    const start = performance.now();
    const now = Date.now();
    try {
      const held = await this.verify(bearerOf(authorization));
      const identity = identityOf(held.name, held.role);
      // Counted from before it was looked up: what has changed since then must be seen in time.
      const ttl = Math.min(KNOWN_MS, held.until - now);
      if (ttl > 0) this.known.set(digestOf(authorization), identity, { ttl, start });
      return identity;
    } catch (error) {
      const code = error instanceof GraphQLError ? error.extensions.code : undefined;
      if (code === ErrorCode.UNAUTHENTICATED) await wait(FAILURE_MS);
      throw error;
    }
  }

  private async verify(credential: string | null) {
    if (credential !== null && isKey(credential)) {
      const found = await findKey(this.store, credential);
      if ('failed' in found) throw this.refused(found.failed === null ? 'key' : `key ${found.failed}`);
      this.noteUse(found.id);
      return found;
    }
    if (credential === null || !this.tokens) throw this.refused('credential');
    try {
      return await this.tokens.verify(credential);
    } catch (error) {
      const code = error instanceof GraphQLError ? error.extensions.code : undefined;
      if (code !== ErrorCode.UNAVAILABLE) this.journal.signInFailed('token');
      throw error;
    }
  }

  private refused(subject: string): GraphQLError {
    this.journal.signInFailed(subject);
    return unauthenticated();
  }

  private noteUse(id: string): void {
    if (this.noted.has(id)) return;
    this.noted.set(id, true);
    this.journal.keyUsed(id);
  }
}

/** The credential of a header of the form `Bearer ...`; null for any other. */
function bearerOf(authorization: string): string | null {
  return /^bearer +([\x21-\x7e]+) *$/i.exec(authorization)?.[1] ?? null;
}

function digestOf(authorization: string): string {
  return createHash('sha256').update(authorization).digest('base64');
}
