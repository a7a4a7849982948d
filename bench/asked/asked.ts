import type { Asked, Peer, Question } from '../question.js';
import { MERCURIUS } from './mercurius.js';
import { NESTJS_QUERY } from './nestjs-query.js';
import { POSTGRAPHILE } from './postgraphile.js';
import { USUAL } from './usual.js';

const ASKED: Readonly<Record<Peer, Readonly<Record<string, Asked>>>> = {
  usual: USUAL,
  'nestjs-query': NESTJS_QUERY,
  mercurius: MERCURIUS,
  postgraphile: POSTGRAPHILE,
};

/** How a peer is asked a question, or why it cannot be. */
export function askedOf(peer: Peer, { name }: Question): Asked {
  const asked = ASKED[peer][name];
  if (!asked) throw new Error(`Nobody has said how ${peer} is asked "${name}".`);
  return asked;
}
