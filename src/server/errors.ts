import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { ErrorCode } from '../model/errors.js';
import { literalProblem } from './inputs.js';

/** What a server's log needs to offer. */
export interface ErrorLog {
  error(details: object, message: string): void;
}

const CODES: ReadonlySet<unknown> = new Set(Object.values(ErrorCode));

/** Codes of drivers that say the database is out of reach, not that we did wrong. */
const OUT_OF_REACH = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|57P0|08|53300|3D000|SQLITE_BUSY|SQLITE_CANTOPEN)/;

/** How each code that is not 200 is told over HTTP, where the whole request fails. What is our own is left to Apollo. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  [ErrorCode.BAD_USER_INPUT]: 400,
  // The same question would time out again: the client has to ask for less, not to try once more.
  [ErrorCode.TIMED_OUT]: 400,
  [ErrorCode.UNAVAILABLE]: 503,
  [ErrorCode.UNAUTHENTICATED]: 401,
  [ErrorCode.FORBIDDEN]: 403,
  // Nobody is left to read it; the log shows that the client went first.
  [ErrorCode.BAD_REQUEST]: 499,
};

/** After how many seconds a client that was turned away may try again. */
const RETRY_AFTER = '1';

/** What an answer of a status says besides, in its headers. */
export function headersOf(status: number): readonly (readonly [string, string])[] {
  if (status === 503) return [['retry-after', RETRY_AFTER]];
  // Every 401 has to say how to sign in.
  return status === 401 ? [['www-authenticate', 'Bearer realm="sijill"']] : [];
}

/** The error of a request that is no question at all. */
export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: ErrorCode.BAD_REQUEST } });
}

/** The status of an error that came before GraphQL. */
export function statusBefore({ extensions }: GraphQLError): number {
  const code = extensions.code as ErrorCode;
  return code === ErrorCode.BAD_REQUEST ? 400 : (STATUS[code] ?? 400);
}

const OUT_OF_REACH_MESSAGE = 'The database cannot be reached at the moment. Try again shortly.';

/** An error of an operation with the HTTP status that it is answered with; Apollo would say 500. */
export function withStatus(error: unknown): unknown {
  if (!(error instanceof GraphQLError)) {
    if (!isOutOfReach(error)) return error;
    const extensions = { code: ErrorCode.UNAVAILABLE };
    return withStatus(new GraphQLError(OUT_OF_REACH_MESSAGE, { originalError: error as Error, extensions }));
  }
  const code = error.extensions.code as ErrorCode;
  const status = STATUS[code];
  if (status === undefined) return error;
  const headers = new Map(headersOf(status));
  return new GraphQLError(error.message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    ...(error.path ? { path: error.path } : {}),
    ...(error.originalError ? { originalError: error.originalError } : {}),
    extensions: { ...error.extensions, http: { status, headers } },
  });
}

/** Errors as clients see them: codes of the closed list, no SQL, no stack, no value. What is our fault is logged. */
export function errorFormatter(schema: GraphQLSchema, log: ErrorLog) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    if (code === ErrorCode.GRAPHQL_VALIDATION_FAILED && error instanceof GraphQLError) {
      return literalProblem(schema, error)?.toJSON() ?? bare(formatted, code);
    }
    if (code !== ErrorCode.INTERNAL_SERVER_ERROR && CODES.has(code)) {
      const driver = code === ErrorCode.UNAVAILABLE && (error as GraphQLError).originalError;
      if (driver) log.error({ err: driver }, 'The database is out of reach.');
      return bare(formatted, code as ErrorCode);
    }
    log.error({ err: unwrapResolverError(error) }, 'A request failed.');
    return {
      message: 'Something went wrong on our side; it has been logged.',
      extensions: { code: ErrorCode.INTERNAL_SERVER_ERROR },
    };
  };
}

function bare(
  { message, locations, path, extensions }: GraphQLFormattedError,
  code: ErrorCode,
): GraphQLFormattedError {
  const inputPath = extensions?.path;
  return {
    message,
    ...(locations ? { locations } : {}),
    ...(path && path.length > 0 ? { path } : {}),
    extensions: { code, ...(inputPath ? { path: inputPath } : {}) },
  };
}

function isOutOfReach(cause: unknown): boolean {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' && OUT_OF_REACH.test(code);
}
