import { GraphQLError, type ASTNode } from 'graphql';

/** Every code that an error of the registry can carry. */
export enum ErrorCode {
  /** The request asks for something that cannot be: the message says what to change, `path` says where. */
  BAD_USER_INPUT = 'BAD_USER_INPUT',
  /** The document is not GraphQL. */
  GRAPHQL_PARSE_FAILED = 'GRAPHQL_PARSE_FAILED',
  /** The document does not fit the schema. */
  GRAPHQL_VALIDATION_FAILED = 'GRAPHQL_VALIDATION_FAILED',
  /** The document has several operations and none, or one that it does not have, is named. */
  OPERATION_RESOLUTION_FAILURE = 'OPERATION_RESOLUTION_FAILURE',
  /** The HTTP request is not a GraphQL request. */
  BAD_REQUEST = 'BAD_REQUEST',
  /** The client sent a persisted query that the server does not know. */
  PERSISTED_QUERY_NOT_FOUND = 'PERSISTED_QUERY_NOT_FOUND',
  PERSISTED_QUERY_NOT_SUPPORTED = 'PERSISTED_QUERY_NOT_SUPPORTED',
  /** Whoever asks does not say who they are where they must, or says it with a credential that does not hold. */
  UNAUTHENTICATED = 'UNAUTHENTICATED',
  /** Whoever asks is known, but may not do that. */
  FORBIDDEN = 'FORBIDDEN',
  /** The question takes longer than the server lets one take. */
  TIMED_OUT = 'TIMED_OUT',
  /** The database cannot be reached at the moment, or too many wait for it: try again. */
  UNAVAILABLE = 'UNAVAILABLE',
  /** Our fault; the log has the cause. */
  INTERNAL_SERVER_ERROR = 'INTERNAL_SERVER_ERROR',
}

/** Where in a request something is: response keys, then argument names, input fields and list indexes. */
export type InputPath = readonly (string | number)[];

/**
 * An error that the caller can mend. `field` is the part of the path that names a field of the response. The message
 * never repeats the value.
 */
export function badInput(
  message: string,
  path: InputPath,
  field: InputPath = path,
  node?: ASTNode,
): GraphQLError {
  return new GraphQLError(message, {
    path: [...field],
    ...(node ? { nodes: node } : {}),
    extensions: { code: ErrorCode.BAD_USER_INPUT, path: [...path] },
  });
}

/** The error of a change by somebody who may not make any. */
export function forbidden(): GraphQLError {
  return new GraphQLError('You may not change the registry.', { extensions: { code: ErrorCode.FORBIDDEN } });
}

/** The error of work that was stopped because its time was over. */
export function timedOut(limitMs: number): GraphQLError {
  return new GraphQLError(
    `The question takes longer than ${limitMs} ms, the most that this server gives to one. Ask for less at a time: a narrower \`where\`, a smaller page, fewer root fields.`,
    { extensions: { code: ErrorCode.TIMED_OUT } },
  );
}

/** The error of a question that is too much for the database's own limits, which it finds before it begins. */
export function tooComplex(): GraphQLError {
  return new GraphQLError(
    'The question is too complex for the database: it nests too many relations, filters or groups in one another. Ask for the inner part in a question of its own, for instance by the ids that the outer part gives.',
    { extensions: { code: ErrorCode.BAD_USER_INPUT } },
  );
}

/** The error of work that could not be begun or ended now, though it may be later. */
export function unavailable(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: ErrorCode.UNAVAILABLE } });
}

/** The error of work whose caller has gone; nobody is left to read it. */
export function cancelled(): GraphQLError {
  return new GraphQLError('The request was cancelled.', { extensions: { code: ErrorCode.BAD_REQUEST } });
}
