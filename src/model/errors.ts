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
  /** The database cannot be reached at the moment. */
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
