import type { RequestContext } from './answer.js';

/** Who may change the registry: nobody, or, where a server is nobody else's, anyone. */
export type Writes = 'nobody' | 'anyone';

/** In whose name a request changes the registry, and whether it may. */
export interface Author {
  readonly author: string;
  readonly mayWrite: boolean;
}

/** Tells the author of a request. */
export type AuthorOf = (context: RequestContext) => Author;

/** Who asks is not known: changes are nobody's in particular. */
export function anonymously(writes: Writes): AuthorOf {
  return () => ({ author: 'anonymous', mayWrite: writes === 'anyone' });
}
