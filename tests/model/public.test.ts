import { parse, printType, type OperationDefinitionNode } from 'graphql';
import { buildSchema } from '../../src/graph/schema.js';
import { loadModel } from '../../src/model/load.js';
import {
  kindNamed,
  type ComputedField,
  type FieldModel,
  type KindModel,
  type Model,
} from '../../src/model/model.js';
import { publicModel } from '../../src/model/public.js';
import { SUMMARISED } from '../support/secrets.js';

/** The model with other fields restricted as well. */
function restricting(model: Model, ...names: string[]): Model {
  const kinds = [...model.kinds.values()].map((kind): [string, KindModel] => {
    const fields = [...kind.fields.values()].map((field): [string, FieldModel] => {
      const restricted = field.restricted === true || names.includes(`${kind.name}.${field.name}`);
      return [field.name, restricted ? { ...field, restricted } : field];
    });
    return [kind.name, { ...kind, fields: new Map(fields) }];
  });
  return { ...model, kinds: new Map(kinds) };
}

const namesIn = ({ kinds }: Model): string[] =>
  [...kinds.values()].flatMap((kind) => [
    ...[...kind.fields.keys()].map((name) => `${kind.name}.${name}`),
    ...[...kind.dimensions.keys()].map((name) => `${kind.name}[${name}]`),
  ]);

/** What the public model does not have. */
function lost(whole: Model): string[] {
  const left = new Set(namesIn(publicModel(whole)));
  return namesIn(whole).filter((name) => !left.has(name));
}

describe('the public model', () => {
  let model: Model;

  beforeAll(async () => {
    model = await loadModel();
  });

  it('is the model without what is restricted, and nothing else is missing', () => {
    const missing = lost(model);
    const fields = ['email', 'phone', 'birthDate', 'gender', 'minor'].map((name) => `Person.${name}`);
    expect(missing.filter((name) => name.includes('.'))).toEqual(fields);
    const dimensions = missing.filter((name) => name.includes('['));
    for (const name of dimensions) expect(name).toMatch(/_?(GENDER|MINOR|BIRTH_DATE)\]$/);
    expect(dimensions).toContain('Participation[PERSON_GENDER]');
    expect(publicModel(model).enums.has('Gender')).toBe(false);
    expect(publicModel(model).enums.has('Lang')).toBe(true);
  });

  it('says nothing of restricted fields in its schema, nor that there are such', () => {
    const told = /\bemail|\bphone|birth_?date|gender|\bminor(?! unit)|restricted/i;
    const typesOf = (of: Model) => {
      const types = Object.values(buildSchema(of).getTypeMap());
      return types
        .filter(({ name }) => !SUMMARISED.includes(name))
        .map(printType)
        .join('\n');
    };
    expect(typesOf(publicModel(model))).not.toMatch(told);
    expect(typesOf(model)).toMatch(told);
  });

  it('is without relations that hold by a restricted one, from both sides, and what is worked out from them', () => {
    const missing = lost(restricting(model, 'Event.place', 'Headcount.size', 'Team.countries'));
    expect(missing).toEqual(
      expect.arrayContaining([
        'Event.place',
        'Place.events',
        'Event[PLACE_COUNTRY]',
        'Participation[EVENT_PLACE_COUNTRY]',
        'Headcount.size',
        'Headcount.shareOfPreviousStage',
        'Team.countries',
        'Country.memberTeams',
      ]),
    );
    expect(missing).not.toContain('Event.slug');
    expect(missing).not.toContain('Headcount.previousStage');
  });

  it('is without a one-of whose arm is restricted, and without its union where no other has it', () => {
    const whole = restricting(model, 'Partnership.event', 'Participation.person');
    expect(lost(whole)).toEqual(
      expect.arrayContaining([
        'Participation.person',
        'Participation.actor',
        'Person.participations',
        'Partnership.subject',
        'Event.partnerships',
      ]),
    );
    expect(publicModel(model).unions.has('PartnershipSubject')).toBe(true);
    expect(publicModel(whole).unions.has('PartnershipSubject')).toBe(false);
    // Awards go to actors as well.
    expect(publicModel(whole).unions.has('Actor')).toBe(true);
  });

  it('is without relations that hold because of a restricted day, and without what is worked out by a restricted filter', () => {
    expect(lost(restricting(model, 'ObservanceYear.date'))).toEqual(
      expect.arrayContaining(['ObservanceYear.events', 'Event.observanceYears']),
    );
    const headcount = kindNamed(model, 'Headcount');
    const share = headcount.fields.get('shareOfPreviousStage') as ComputedField;
    const [document] = parse(
      '{ event { headcounts(where: { measure: { eq: TRAINEES } }) { totalCount } } }',
    ).definitions;
    const { selectionSet: selection } = document as OperationDefinitionNode;
    const fields = new Map([...headcount.fields, [share.name, { ...share, selection }]]);
    const other = { ...model, kinds: new Map([...model.kinds, ['Headcount', { ...headcount, fields }]]) };
    expect(lost(other)).not.toContain('Headcount.shareOfPreviousStage');
    expect(lost(restricting(other, 'Headcount.measure'))).toContain('Headcount.shareOfPreviousStage');
  });

  it('hides what names a restricted field, or a part of its value', () => {
    const { naming } = kindNamed(publicModel(restricting(model, 'Award.money')), 'Citation');
    expect(naming?.columns).toEqual(['field']);
    expect(naming?.hidden).toEqual(
      expect.arrayContaining(['email', 'money', 'money.amount', 'money.currency']),
    );
    expect(kindNamed(model, 'Citation').naming?.hidden).toEqual([]);
  });

  it('leaves the model itself as it is', () => {
    const before = namesIn(model).join();
    publicModel(model);
    expect(namesIn(model).join()).toBe(before);
  });
});
