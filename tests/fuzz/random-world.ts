import { spanOf } from '../../src/domain/values/date.js';
import { calledFile } from '../../src/files/reading.js';
import { isEnum, kindNamed, type FieldModel, type KindModel, type Model } from '../../src/model/model.js';
import { citableFields, isWritten } from '../../src/model/written.js';
import type { Rows } from '../support/world.js';
import { Chance } from './chance.js';

/** Names that are spelt in several ways, or the same twice over. */
const NAMES = {
  ar: [
    'الرباط',
    'رباط',
    'مَدْرَسَة',
    'مدرسه',
    'مدرسة',
    'أحمد',
    'احمد',
    'إبراهيم',
    'على',
    'علي',
    'مؤتمر الشباب',
    'الموتمر',
    'ورشة ١٢',
    'ـــجامعةـــ',
  ],
  en: [
    'Camp',
    'camp',
    'Café',
    'Cafe 12',
    'The school',
    'School of the arts',
    'ÉCOLE',
    'école',
    'Zenith',
    'a_b',
    '100% "sure"',
    "N'Djamena",
    'back\\slash',
    'Summit 2',
    'Summit 10',
    '😀 Camp 𝔘',
  ],
  fr: ['École', 'Été', 'ete', 'Œuvre', 'oeuvre', "L'été à N'Djamena", 'Camp', 'Straße', '%', 'Zénith'],
};

const PROSE = [
  'One line.',
  'Two\nlines, "quoted".',
  'نص قصير',
  'Tab\there \\ there',
  'é',
  'Line\u2028separated </script> 😀',
];

/** Dates of every precision, of which many tie or overlap. */
const DATES = [
  '2024',
  '2024~',
  '2023',
  '2024-06',
  '2024-06?',
  '2024-02',
  '2023-12',
  '2024-06-01',
  '2024-06-02',
  '2024-06-03',
  '2024-06-03~',
  '2024-06-07',
  '2024-06-09~',
  '2024-06-16',
  '2024-06-08',
  '2024-06-09',
  '2024-02-29',
  '2023-12-31',
  '2024-01-01',
  '2024-07-07',
  '2024-06-30',
  '2024-06-01/2024-06-02',
  '2024-06-28/2024-07-03',
  '2024-12-30/2025-01-02',
  '202X',
  '2024-21',
  '1881-05-05',
  '1300-01-01',
];

const DAYS = ['2024-05-30', '2024-06-01', '2024-06-03', '2024-06-15', '2023-12-31', '2024-02-29'];
const AMOUNTS = [0, 1, 100, 2500, '10.50', '0.05', '0.11', '0.02', '20', '33.33'];
const CURRENCIES = ['USD', 'USD', 'EUR', 'TND', 'JPY'];
const QUALIFIERS = 'EXACT MORE_THAN AT_LEAST FEWER_THAN UP_TO NEARLY ABOUT PLURAL_OF'.split(' ');
const STATED = [1, 2, 10, 25, 90, 100, 1000, 12.5, 12.05, 0.008];
const ZONES = ['Africa/Casablanca', 'Asia/Baku', 'UTC'];

/** Kinds that the registry fills by itself, or that are written inside the records that they are about. */
const NOT_WRITTEN = new Set(['ChangeSet', 'Revision', 'FieldChange', 'Citation', 'ExternalId']);

/** Fields whose text must have a form of its own, by the number of the row. */
const FORMS: Readonly<Record<string, (row: number, chance: Chance) => unknown>> = {
  'Country.code': (row) => letters(row, 2),
  'Country.code3': (row) => letters(row, 3),
  'Country.numericCode': (row) => String(row * 7).padStart(3, '0'),
  'Place.timeZone': (_, chance) => chance.pick(ZONES),
  'Place.latitude': (_, chance) => chance.pick([0, 12.5, 33.9716, -12.25]),
  'Place.longitude': (_, chance) => chance.pick([0, -6.8498, 49.867, 12.5]),
  'OpeningHours.timeZone': (_, chance) => chance.pick(ZONES),
  'OpeningHours.weekly': (_, chance) => chance.pick(['Mo-Su 10:00-17:00', 'Tu-Su 09:00-12:00']),
  'OpeningException.hours': (_, chance) => chance.pick(['10:00-12:00', '09:00-17:00']),
  'OpeningException.endsOn': (_, chance) => chance.pick(['2024-06-15', '2024-06-18', '2024-07-01']),
  'OpeningException.startsOn': (_, chance) => chance.pick(['2024-05-30', '2024-06-15', '2024-06-01']),
  'Observance.month': (_, chance) => 1 + chance.below(12),
  'Person.email': (row, chance) => chance.pick([`person-${row}@example.org`, 'Office@Example.org']),
  'Person.phone': (row) => `+21253756${1000 + row}`,
};

/**
 * The rows of a small random registry: every kind, most of what may be left out left out somewhere, names and dates that
 * tie. The same seed gives the same rows.
 */
export function randomWorld(model: Model, seed: number): Rows {
  const chance = new Chance(seed * 31 + 17);
  const kinds = [...model.kinds.values()].filter(({ name }) => !NOT_WRITTEN.has(name));
  const counts = new Map(kinds.map((kind) => [kind.name, 3 + chance.below(chance.maybe(0.2) ? 30 : 9)]));
  const keyOf = (kind: KindModel, row: number): string =>
    kind.key === 'slug' ? slugOf(kind, row) : String(FORMS[`${kind.name}.${kind.key}`]?.(row, chance));
  const anyOf = (target: string, before: number): string | undefined => {
    const most = Math.min(before, counts.get(target) ?? 0);
    return most > 0 ? keyOf(kindNamed(model, target), chance.below(most)) : undefined;
  };
  const missing = new Map<string, number>();

  const valueOf = (kind: KindModel, field: FieldModel, row: number): unknown => {
    const name = `${kind.name}.${field.name}`;
    if (field.nullable) {
      // Some fields are nearly always there and some nearly never, so that groups and filters have both.
      const rate = missing.get(name) ?? chance.pick([0.1, 0.4, 0.4, 0.7]);
      missing.set(name, rate);
      if (chance.maybe(rate)) return undefined;
    }
    const form = FORMS[name];
    if (form) return form(row, chance);
    switch (field.type) {
      case 'toOne':
        return anyOf(field.target, field.target === kind.name ? row : Infinity);
      case 'toMany': {
        const size = counts.get(field.target) ?? 0;
        const keys = Array.from({ length: size }, (_, index) => keyOf(kindNamed(model, field.target), index));
        return chance.maybe(0.3) ? [] : chance.some(keys, 4);
      }
      case 'column': {
        if (isEnum(field.output)) return chance.pick(field.output.values).name;
        if (field.encoding === 'boolean') return chance.maybe(0.5);
        if (field.output.name === 'Int') return 1 + chance.below(4);
        if (field.output.name === 'Date') return chance.pick(DAYS);
        return /url|website/i.test(field.name)
          ? `https://example.org/${chance.below(3)}`
          : chance.pick(NAMES.en);
      }
      case 'value':
        return written(field.value, chance);
      default:
        return undefined;
    }
  };

  return Object.fromEntries(
    kinds.map((kind) => [
      calledFile(kind),
      Array.from({ length: counts.get(kind.name) ?? 0 }, (_, row) => {
        const input: Record<string, unknown> = { slug: slugOf(kind, row) };
        const arms = new Set<string>();
        for (const field of kind.fields.values()) {
          if (field.type === 'oneOf') for (const arm of field.arms) arms.add(arm);
        }
        for (const field of kind.fields.values()) {
          if (field.type === 'oneOf') {
            const arm = field.nullable && chance.maybe(0.4) ? undefined : chance.pick(field.arms);
            const relation = arm === undefined ? undefined : kind.fields.get(arm);
            if (relation?.type === 'toOne') input[relation.name] = anyOf(relation.target, Infinity);
          } else if (isWritten(field) && field.name !== 'slug' && !arms.has(field.name)) {
            const value = valueOf(kind, field, row);
            if (value !== undefined) input[field.name] = value;
          }
        }
        inOrder(input);
        if (chance.maybe(0.25)) {
          const citations = Array.from({ length: 1 + chance.below(3) }, () => anyOf('Source', Infinity));
          input.citations = citations.map((source) => citation(kind, source, chance));
        }
        if (chance.maybe(0.1))
          input.externalIds = [{ scheme: 'WIKIDATA', value: `Q${kind.prefix}${chance.below(9)}${row}` }];
        return input;
      }),
    ]),
  );
}

/** What ends does not end before it begins. */
function inOrder(input: Record<string, unknown>): void {
  const { startsOn, endsOn } = input;
  if (typeof startsOn !== 'string' || typeof endsOn !== 'string') return;
  if (spanOf(endsOn).latest >= spanOf(startsOn).earliest) return;
  Object.assign(input, { startsOn: endsOn, endsOn: startsOn });
}

function citation(kind: KindModel, source: string | undefined, chance: Chance) {
  return {
    source,
    ...(chance.maybe(0.5) ? { field: chance.pick(citableFields(kind)) } : {}),
    ...(chance.maybe(0.5) ? { locator: `paragraph ${chance.below(3)}` } : {}),
  };
}

function written(value: string, chance: Chance): unknown {
  switch (value) {
    case 'names': {
      const langs = chance.some(['ar', 'en', 'fr'] as const, 3);
      const texts = Object.fromEntries(langs.map((lang) => [lang, chance.pick(NAMES[lang])]));
      return chance.maybe(0.5) ? { ...texts, original: chance.pick(langs).toUpperCase() } : texts;
    }
    case 'prose':
      return Object.fromEntries(
        chance
          .some(['ar', 'en', 'fr'] as const, 3)
          .map((lang) => [lang, chance.pick(chance.maybe(0.4) ? NAMES[lang] : PROSE)]),
      );
    case 'fuzzyDate':
      return chance.pick(DATES);
    case 'quantity':
      return chance.maybe(0.4)
        ? chance.pick(STATED)
        : { qualifier: chance.pick(QUALIFIERS), stated: chance.pick(STATED) };
    default: {
      const currency = chance.pick(CURRENCIES);
      const amount = chance.pick(AMOUNTS);
      return { currency, amount: currency === 'JPY' ? Math.ceil(Number(amount)) : amount };
    }
  }
}

function slugOf(kind: KindModel, row: number): string {
  // Records of different kinds may have the same slug.
  return row % 2 === 1 ? `item-${row}` : `${calledFile(kind)}-${row}`;
}

function letters(row: number, length: number): string {
  return `${'A'.repeat(length - 1)}${String.fromCharCode(65 + (row % 26))}`.replace(
    /^A/,
    String.fromCharCode(65 + Math.floor(row / 26)),
  );
}
