import type { AccessSettings } from '../access/authenticator.js';
import type { TokenSettings } from '../access/tokens.js';
import {
  READ_LIMITS,
  sqliteIn,
  StartError,
  type DatabaseSettings,
  type ReadLimits,
} from '../store/settings.js';

/** How the server runs; each setting is an environment variable, documented in the README. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly database: DatabaseSettings;
  readonly limits: ReadLimits;
  /** True to tell those who ask how an answer comes about. */
  readonly explain: boolean;
  /** Numbers of published summary tables that are too small to be told: those below. */
  readonly suppressBelow: number;
  readonly access: AccessSettings;
  readonly logLevel: LogLevel;
}

/** Unless set otherwise. */
export const SUPPRESS_BELOW = 5;

type LogLevel = (typeof LOG_LEVELS)[number];

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment. Throws a {@link StartError} that lists every variable that cannot be understood. */
export function readSettings(environment: Environment): ServerSettings {
  const problems: string[] = [];
  const port = Number(environment.PORT ?? 4000);
  if (!Number.isInteger(port) || port < 0 || port > 65535 || environment.PORT === '') {
    problems.push('PORT must be a whole number from 0 to 65535');
  }
  const logLevel = LOG_LEVELS.find((level) => level === (environment.LOG_LEVEL ?? 'info'));
  if (!logLevel) problems.push(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`);
  const explain = readSwitch(environment, 'SIJILL_EXPLAIN', '0', problems);
  const anonymous = readSwitch(environment, 'SIJILL_ANONYMOUS', '1', problems);
  const tokens = readTokens(environment, problems);
  const limits = {
    readers: readNumber(environment, 'SIJILL_READERS', READ_LIMITS.readers, [2, 64], problems),
    timeoutMs: readNumber(environment, 'QUERY_TIMEOUT_MS', READ_LIMITS.timeoutMs, [1, 3_600_000], problems),
  };
  const suppressBelow = readNumber(environment, 'SUPPRESS_BELOW', SUPPRESS_BELOW, [2, 1_000_000], problems);
  const database = readDatabase(environment, problems);
  if (problems.length > 0) throw new StartError(`The settings cannot be used: ${problems.join('; ')}.`);
  return {
    host: environment.HOST ?? '127.0.0.1',
    port,
    database,
    limits,
    explain,
    suppressBelow,
    access: { anonymous, tokens },
    logLevel: logLevel ?? 'info',
  };
}

function readSwitch(
  environment: Environment,
  name: string,
  byDefault: '0' | '1',
  problems: string[],
): boolean {
  const value = environment[name] ?? byDefault;
  if (value !== '0' && value !== '1') problems.push(`${name} must be 0 or 1`);
  return value === '1';
}

/** Whose tokens are taken: an issuer and an audience, both or neither. */
function readTokens(environment: Environment, problems: string[]): TokenSettings | null {
  const { OIDC_ISSUER: issuer = '', OIDC_AUDIENCE: audience = '', OIDC_ROLE_CLAIM: roleClaim } = environment;
  if (issuer === '' && audience === '') return null;
  if (issuer === '' || audience === '') problems.push('OIDC_ISSUER and OIDC_AUDIENCE go together');
  // Keys that come over a line that others can write on are anybody's; on this machine there is no line.
  else if (!URL.canParse(issuer) || !/^https:|^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(`${issuer}/`)) {
    problems.push('OIDC_ISSUER must be an address that begins with https://');
  }
  return { issuer, audience, roleClaim: roleClaim || 'role' };
}

function readNumber(
  environment: Environment,
  name: string,
  byDefault: number,
  [least, most]: readonly [number, number],
  problems: string[],
): number {
  const text = environment[name];
  if (text === undefined || text === '') return byDefault;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    problems.push(`${name} must be a whole number from ${least} to ${most}`);
  }
  return value;
}

/** Where the registry is, by `DATABASE_URL` or else `SIJILL_DATA`. */
function readDatabase(
  { DATABASE_URL: url, SIJILL_DATA: folder }: Environment,
  problems: string[],
): DatabaseSettings {
  if (url === undefined || url === '')
    return sqliteIn(folder === undefined || folder === '' ? 'data' : folder);
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    problems.push('DATABASE_URL must have the form postgres://user:password@host:port/database');
  }
  return { dialect: 'postgres', url };
}
