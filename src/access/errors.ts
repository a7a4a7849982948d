import { GraphQLError } from 'graphql';
import { ErrorCode } from '../model/errors.js';

/** The error of a credential that does not hold. Why it does not is not said: who guesses must not learn how far off they are. */
export function unauthenticated(): GraphQLError {
  return new GraphQLError(
    'The credential in the header `Authorization` does not hold, or no longer does. Send `Authorization: Bearer` with a key or token that is valid now; without the header, you read as anybody may.',
    { extensions: { code: ErrorCode.UNAUTHENTICATED } },
  );
}

/** The error of who does not say who they are, where that has to be known. */
export function signInFirst(): GraphQLError {
  return new GraphQLError(
    'This registry is read by those only who say who they are. Send a key or a token in the header `Authorization: Bearer`.',
    { extensions: { code: ErrorCode.UNAUTHENTICATED } },
  );
}

/** The error of who is known, but may not do that. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: ErrorCode.FORBIDDEN } });
}
