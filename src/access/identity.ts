import { labelEnum } from '../domain/values/labels.js';

/** What somebody may do; each role may do what those before it may. */
export enum Role {
  READER = 'READER',
  ANALYST = 'ANALYST',
  EDITOR = 'EDITOR',
  ADMIN = 'ADMIN',
}

labelEnum(Role, {
  READER: ['قارئ', 'Lecteur'],
  ANALYST: ['محلل', 'Analyste'],
  EDITOR: ['محرر', 'Éditeur'],
  ADMIN: ['مدير', 'Administrateur'],
});

/** What there is to see: everything, or all but personal details. */
export type View = 'public' | 'full';

/** Who asks. */
export interface Identity {
  /** The name of the key, or the subject of the token. */
  readonly name: string;
  /** Null for who does not say who they are. */
  readonly role: Role | null;
  readonly view: View;
}

/** Who does not say who they are. */
export const ANONYMOUS: Identity = { name: 'anonymous', role: null, view: 'public' };

/** The identity of a name in a role. What it may see follows from the role alone, whatever a credential says besides. */
export function identityOf(name: string, role: Role): Identity {
  return { name, role, view: role === Role.EDITOR || role === Role.ADMIN ? 'full' : 'public' };
}

/** The role of that name, in lower or upper case as settings and tokens write it; undefined when there is none. */
export function roleNamed(name: string): Role | undefined {
  return Object.values(Role).find((role) => role === name || role.toLowerCase() === name);
}

/** True for who may change the registry. */
export function mayWrite({ role }: Identity): boolean {
  return role === Role.EDITOR || role === Role.ADMIN;
}

/** True for who may erase people, and see how answers come about. */
export function isAdmin({ role }: Identity): boolean {
  return role === Role.ADMIN;
}
