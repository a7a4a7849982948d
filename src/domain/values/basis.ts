import { registerEnumType } from 'type-graphql';
import { labelEnum } from './labels.js';

/** How a value came to be known. */
export enum Basis {
  STATED = 'STATED',
  DERIVED = 'DERIVED',
  INTERPRETED = 'INTERPRETED',
}

registerEnumType(Basis, {
  name: 'Basis',
  description: 'How a value came to be known.',
  valuesConfig: {
    STATED: { description: 'The source says so.' },
    DERIVED: { description: 'It follows by rule from what the source says.' },
    INTERPRETED: {
      description: 'The source can be read in more than one way, and the editors chose this one.',
    },
  },
});

labelEnum(Basis, {
  STATED: ['مذكور', 'Indiqué'],
  DERIVED: ['مستنتج', 'Déduit'],
  INTERPRETED: ['مؤول', 'Interprété'],
});
