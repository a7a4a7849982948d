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

/** Errors as clients see them: codes of the closed list, no SQL, no stack, no value. What is our fault is logged. */
export function errorFormatter(schema: GraphQLSchema, log: ErrorLog) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.code;
    if (code === ErrorCode.GRAPHQL_VALIDATION_FAILED && error instanceof GraphQLError) {
      return literalProblem(schema, error)?.toJSON() ?? bare(formatted, code);
    }
    if (code !== ErrorCode.INTERNAL_SERVER_ERROR && CODES.has(code))
      return bare(formatted, code as ErrorCode);
    const cause = unwrapResolverError(error);
    log.error({ err: cause }, 'A request failed.');
    if (isOutOfReach(cause)) {
      return {
        message: 'The database cannot be reached at the moment. Try again shortly.',
        extensions: { code: ErrorCode.UNAVAILABLE },
      };
    }
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
  const code =
    (cause as { code?: unknown } | null)?.code ??
    (cause as { originalError?: { code?: unknown } } | null)?.originalError?.code;
  return typeof code === 'string' && OUT_OF_REACH.test(code);
}
