import { notesOf, type InverseOptions } from '../domain/kind.js';
import { kindNamed, type FieldModel, type KindModel, type Model, type ToManyField } from './model.js';
import { columnName } from './naming.js';

type Class = new () => object;

/** Adds what other kinds declare about this one: inverses, lists by record id, coincidences. */
export function addInverses(
  model: Model,
  entities: Map<Class, KindModel>,
  entity: Class,
  kind: KindModel,
): void {
  const notes = notesOf(entity);
  const add = (target: KindModel, field: ToManyField) => {
    if (target.fields.has(field.name)) throw new Error(`${target.name} has two fields named ${field.name}.`);
    (target.fields as Map<string, FieldModel>).set(field.name, field);
  };
  const toMany = (options: InverseOptions, join: ToManyField['join']): ToManyField => ({
    type: 'toMany',
    name: options.name,
    description: options.description,
    nullable: false,
    target: kind.name,
    join,
    list: options.list === true,
    owned: false,
  });
  for (const [property, options] of notes.inverses) {
    const field = kind.fields.get(property);
    if (field?.type === 'toOne') {
      add(
        kindNamed(model, field.target),
        toMany(options, { via: 'columns', on: [{ own: 'id', operator: '=', target: field.column }] }),
      );
    } else if (field?.type === 'toMany' && field.join.via === 'link') {
      add(
        kindNamed(model, field.target),
        toMany(options, { ...field.join, own: field.join.target, target: field.join.own }),
      );
    } else {
      throw new Error(`${kind.name}.${property}: @Inverse needs @ManyToOne or @ManyToMany.`);
    }
  }
  for (const [property, options] of notes.records) {
    const about = [...notes.fieldNames].find(([, record]) => record === property)?.[0];
    for (const [described, target] of entities) {
      // A citation of a citation, or the history of a revision, would help nobody.
      if (notesOf(described).records.size > 0 || !target.written) continue;
      const on = [{ own: 'id', operator: '=', target: columnName(property) } as const];
      add(target, {
        ...toMany(options, { via: 'columns', on }),
        ...(about === undefined ? {} : { about: columnName(about) }),
      });
    }
  }
  for (const { name, description, target, day, period, inverse } of notes.coincidences) {
    const other = entities.get(target() as Class);
    const covering = other?.fields.get(period);
    const date = kind.fields.get(day);
    if (!other || covering?.type !== 'value' || covering.value !== 'fuzzyPeriod' || date?.type !== 'column') {
      throw new Error(`${kind.name}.${name}: @Coincides needs a day and a FuzzyPeriod.`);
    }
    const from = covering.columns.certainFrom ?? '';
    const to = covering.columns.certainTo ?? '';
    add(kind, {
      ...toMany(
        { name, description },
        {
          via: 'columns',
          on: [
            { own: date.column, operator: '>=', target: from },
            { own: date.column, operator: '<=', target: to },
          ],
        },
      ),
      target: other.name,
    });
    add(
      other,
      toMany(inverse, {
        via: 'columns',
        on: [
          { own: from, operator: '<=', target: date.column },
          { own: to, operator: '>=', target: date.column },
        ],
      }),
    );
  }
}
