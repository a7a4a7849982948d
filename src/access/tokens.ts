import { GraphQLError } from 'graphql';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from 'jose';
import { unavailable } from '../model/errors.js';
import { forbidden, unauthenticated } from './errors.js';
import { roleNamed, Role } from './identity.js';

/** Whose tokens are taken, and where in them the role stands. */
export interface TokenSettings {
  /** The issuer's address, as its tokens have it in `iss`. */
  readonly issuer: string;
  /** What tokens must have in `aud`: those for others are not for us. */
  readonly audience: string;
  readonly roleClaim: string;
}

/** A token that holds, and until when, in milliseconds since 1970. */
export interface HeldToken {
  readonly name: string;
  readonly role: Role;
  readonly until: number;
}

/** Only signatures by a key that the issuer alone has: a secret shared with us, or none at all, proves nothing. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

/** How far the clocks may be apart. */
const TOLERANCE_S = 60;

/** How long the issuer may take to answer. */
const FETCH_MS = 5000;

/** How old the issuer's keys may grow before they are fetched anew, and how soon after a try the next one may be. */
const KEYS = { freshMs: 600_000, betweenMs: 30_000 };

/** Names in tokens are cut so that they fit the audit log. */
const LONGEST_NAME = 120;

/** Takes the tokens of an OpenID Connect issuer. */
export class Tokens {
  private keys: Promise<IssuerKeys> | null = null;

  constructor(private readonly settings: TokenSettings) {}

  /**
   * Who a token says that its bearer is. Rejects with UNAUTHENTICATED when it does not hold, with FORBIDDEN when it gives
   * no role, and with UNAVAILABLE when the issuer's keys cannot be had.
   */
  async verify(token: string): Promise<HeldToken> {
    const { issuer, audience, roleClaim } = this.settings;
    const keys = await this.issuerKeys();
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keys.find, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: TOLERANCE_S,
        requiredClaims: ['exp', 'sub'],
      }));
    } catch (error) {
      throw error instanceof GraphQLError ? error : unauthenticated();
    }
    const role = highest(payload[roleClaim]);
    if (!role) {
      throw forbidden(
        'The token gives no role in this registry: its role claim must be one of reader, analyst, editor, admin.',
      );
    }
    return {
      name: (payload.sub ?? '').slice(0, LONGEST_NAME),
      role,
      until: ((payload.exp ?? 0) + TOLERANCE_S) * 1000,
    };
  }

  private issuerKeys(): Promise<IssuerKeys> {
    this.keys ??= discover(this.settings.issuer).catch(() => {
      // The next token tries again.
      this.keys = null;
      throw outOfReach();
    });
    return this.keys;
  }
}

/** The issuer's public keys. Nobody waits for fresh ones as long as there are some; the last ones serve while it is out of reach. */
class IssuerKeys {
  private readonly remote: RemoteJWKSet;
  private triedAt = Date.now();

  constructor(address: URL) {
    this.remote = createRemoteJWKSet(address, {
      cacheMaxAge: Infinity,
      cooldownDuration: KEYS.betweenMs,
      timeoutDuration: FETCH_MS,
    });
  }

  readonly find: JWTVerifyGetKey = async (header, token) => {
    this.refresh();
    try {
      return await this.remote(header, token);
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      const last = this.remote.jwks();
      if (!last) throw outOfReach();
      return createLocalJWKSet(last)(header, token);
    }
  };

  private refresh(): void {
    const age = Date.now() - this.triedAt;
    if (age < KEYS.freshMs || this.remote.reloading) return;
    // When it fails, the next try comes a little later, not with the next token.
    this.triedAt = Date.now() - KEYS.freshMs + KEYS.betweenMs;
    this.remote.reload().then(
      () => (this.triedAt = Date.now()),
      () => undefined,
    );
  }
}

/** Where the issuer publishes its keys, as it says itself. */
async function discover(issuer: string): Promise<IssuerKeys> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(FETCH_MS) });
  const said = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  if (said.issuer !== issuer) throw new Error('The issuer calls itself otherwise than OIDC_ISSUER.');
  return new IssuerKeys(new URL(String(said.jwks_uri)));
}

/** The highest of the roles that a claim names: one, or a list. */
function highest(claim: unknown): Role | undefined {
  const named = (Array.isArray(claim) ? (claim as unknown[]) : [claim])
    .map((name) => (typeof name === 'string' ? roleNamed(name) : undefined))
    .filter((role) => role !== undefined);
  return Object.values(Role).findLast((role) => named.includes(role));
}

/** True when the issuer could not be asked, or gave no keys: that says nothing about the token. */
function isOutOfReach(error: unknown): boolean {
  return (
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}

function outOfReach(): GraphQLError {
  return unavailable('The issuer of tokens cannot be reached at the moment. Try again shortly.');
}
