import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  type GraphQLResolveInfo,
} from 'graphql';
import type { ErasureRequest } from '../changes/erase.js';
import type { ChangeRequest, Operation, Publication } from '../changes/operation.js';
import { badInput, type InputPath } from '../model/errors.js';
import { kindNamed, kindOfId, type KindModel, type Model } from '../model/model.js';
import { changeResult, erasureResult, type ChangeAnswer } from './change-result.js';
import type { Records } from './records.js';
import { RecordInputs } from './record-inputs.js';
import { ownEnum } from './scalars.js';

/** What a mutation asks for; who asks is known to the server. */
export type ChangeCall = Omit<ChangeRequest, 'author' | 'lang'>;

/** Who is to be erased, in the same way. */
export type ErasureCall = Omit<ErasureRequest, 'author' | 'lang'>;

/** What is to be published, in the same way. */
export type PublicationCall = Omit<ChangeCall, 'operations'> & Pick<Publication, 'summary' | 'path'>;

/** What a resolver of a mutation is given: the ways to make changes. */
export interface Changing {
  /** Makes a change set, and reads those records that the result selects. */
  change(call: ChangeCall, info: GraphQLResolveInfo): Promise<ChangeAnswer>;
  /** Erases a person, and reads the same. */
  erase(call: ErasureCall, info: GraphQLResolveInfo): Promise<ChangeAnswer>;
  /** Publishes a release of a summary table, and reads the same. */
  publish(call: PublicationCall, info: GraphQLResolveInfo): Promise<ChangeAnswer>;
}

const required = GraphQLNonNull;

type Fields = GraphQLFieldConfigMap<unknown, unknown>;
type Args = Readonly<Record<string, unknown>>;

/** The root fields that change the registry. */
export class Mutations {
  private readonly inputs: RecordInputs;
  private readonly result: GraphQLObjectType;
  private readonly note: GraphQLInputObjectType;

  constructor(
    private readonly model: Model,
    private readonly records: Records,
  ) {
    this.inputs = new RecordInputs(model, records.enums);
    this.result = changeResult(model, records);
    this.note = new GraphQLInputObjectType({
      name: 'ChangeNote',
      description: 'What is noted of a change set.',
      fields: {
        message: { type: new required(GraphQLString), description: 'Why it is made.' },
        idempotencyKey: {
          type: GraphQLString,
          description:
            'A name of your own for it, such as a UUID. Sent again with the same changes it does nothing, and gives the same result.',
        },
        dryRun: {
          type: GraphQLBoolean,
          defaultValue: false,
          description: 'True to be told what would be done, and to have nothing done.',
        },
        citations: {
          type: new GraphQLList(new required(this.inputs.of(kindNamed(model, 'Citation')))),
          description: 'Sources for each record that is added or changed, beside its own.',
        },
      },
    });
  }

  type(): GraphQLObjectType {
    const fields: Fields = {};
    for (const kind of this.inputs.kinds()) Object.assign(fields, this.ofKind(kind));
    return new GraphQLObjectType({
      name: 'Mutation',
      description:
        'What can be changed. Each field is one change set: it is made whole, or not at all, and then `errors` says why. An update changes the fields that are given, and null clears a field. An update or a deletion names the version that you have read; when there is another by now, that is a CONFLICT.',
      fields: { ...fields, ...this.general() },
    });
  }

  private ofKind(kind: KindModel): Fields {
    const { name } = kind;
    const input = { type: new required(this.inputs.of(kind)), description: 'What to write.' };
    const id = { type: new required(GraphQLID), description: 'Its id, or key.' };
    const expectedVersion = { type: new required(GraphQLInt), description: 'As you read it.' };
    const target = (args: Args) => ({
      target: String(args.id),
      expectedVersion: Number(args.expectedVersion),
    });
    const paths = { input: ['input'], target: ['id'], expectedVersion: ['expectedVersion'] };
    return {
      [`create${name}`]: this.field(`Adds to ${kind.plural}.`, { input }, (args) => [
        { action: 'create', kind, input: plain(args.input), paths },
      ]),
      [`update${name}`]: this.field(
        'Changes the fields given; null clears.',
        { id, expectedVersion, input },
        (args) => [{ action: 'update', kind, input: plain(args.input), paths, ...target(args) }],
      ),
      [`delete${name}`]: this.field('Removes what nothing refers to.', { id, expectedVersion }, (args) => [
        { action: 'delete', kind, input: {}, paths, ...target(args) },
      ]),
    };
  }

  private general(): Fields {
    const change = this.changeInput();
    return {
      applyChanges: this.field(
        'Makes several changes at once, in their order. They may refer to records that others of them add.',
        {
          changes: {
            type: new required(new GraphQLList(new required(change))),
            description: 'The changes, at most 100,000.',
          },
        },
        (args) => (args.changes as Args[]).map((each, index) => this.operation(each, ['changes', index])),
      ),
      mergeRecords: this.field(
        'Lets a record stand for another that is the same: what refers to the other is moved, and its id and key go on answering.',
        {
          from: { type: new required(GraphQLID), description: 'The id of the one to give up.' },
          into: { type: new required(GraphQLID), description: 'The id of the one to keep.' },
        },
        (args) => [
          this.operation({ action: 'MERGE', target: args.from, into: args.into }, [], {
            target: ['from'],
            into: ['into'],
          }),
        ],
      ),
      revert: this.field(
        'Undoes a change set by another one. Where somebody has changed the same fields since, that is a CONFLICT.',
        { changeSet: { type: new required(GraphQLID), description: 'Its id or slug.' } },
        (args) => ({ revert: String(args.changeSet), path: ['changeSet'] }),
      ),
      ...this.ofDetails(),
    };
  }

  /** Who does not know of personal details does not know either of what is done with them. */
  private ofDetails(): Fields {
    if (kindNamed(this.model, 'Person').restricted.size === 0) return {};
    return {
      publishSummary: {
        type: new required(this.result),
        description:
          'Publishes the next release of a summary table, as `summaryCells`: numbers of the people recorded since the one before it. With `dryRun` the outcomes are what would be published, to be looked through first. For administrators.',
        args: {
          summary: {
            type: new required(this.records.enums.named('Summary')),
            description: 'Which table.',
          },
          change: { type: new required(this.note), description: 'Why.' },
        },
        resolve: (_source, given, context, info) =>
          (context as Changing).publish(
            {
              ...noteOf(given.change as Args),
              summary: given.summary as PublicationCall['summary'],
              path: ['summary'],
            },
            info,
          ),
      },
      erasePerson: {
        type: new required(erasureResult(this.result)),
        description:
          'Forgets a person, and keeps that somebody took part: names, honorific, remarks, personal details and citations leave the record, all its versions and the disk; its id changes. For administrators. It cannot be undone.',
        args: {
          id: { type: new required(GraphQLID), description: 'The id of the person.' },
          change: { type: new required(this.note), description: 'Why, without naming anybody.' },
        },
        resolve: (_source, given, context, info) =>
          (context as Changing).erase(
            { ...noteOf(given.change as Args), id: String(given.id), path: ['id'] },
            info,
          ),
      },
    };
  }

  private changeInput(): GraphQLInputObjectType {
    return new GraphQLInputObjectType({
      name: 'Change',
      description: 'One change of several.',
      fields: {
        action: { type: new required(ChangeAction), description: 'What to do.' },
        target: {
          type: GraphQLID,
          description: 'To which record: its id, or its kind and key as in "event:a-camp".',
        },
        into: { type: GraphQLID, description: 'For MERGE: the record to keep.' },
        expectedVersion: {
          type: GraphQLInt,
          description: 'The version that you have read, to be told of a CONFLICT.',
        },
        input: { type: this.inputs.any(), description: 'For CREATE, UPDATE and PUT: what to write.' },
      },
    });
  }

  /** The operation that an entry of `applyChanges` is. Throws BAD_USER_INPUT when it does not say of which kind. */
  private operation(
    change: Args,
    path: InputPath,
    names: { readonly target: InputPath; readonly into: InputPath } = {
      target: [...path, 'target'],
      into: [...path, 'into'],
    },
  ): Operation {
    const [[singular, input] = ['', {}]] = Object.entries(plain(change.input));
    const [kindName = '', key] = String(change.target ?? '').split(/:(.*)/s);
    const named = key === undefined ? '' : kindName;
    const kind =
      this.inputs.kinds().find((each) => each.singular === (singular || named)) ??
      kindOfId(this.model, String(change.target ?? ''));
    const action = String(change.action).toLowerCase() as Operation['action'];
    if (!kind?.written) {
      throw badInput(
        'Say which record: by its id, by its kind and key, or by what to write of it.',
        names.target,
        [],
      );
    }
    const isWhole = action === 'create' || action === 'put';
    const into =
      change.into === undefined || change.into === null ? {} : { into: lastPart(String(change.into)) };
    const version = change.expectedVersion as number | null | undefined;
    return {
      action,
      kind,
      input: input as Operation['input'],
      ...(isWhole ? {} : { target: lastPart(String(change.target ?? '')) }),
      ...into,
      ...(typeof version === 'number' ? { expectedVersion: version } : {}),
      paths: {
        input: [...path, 'input', ...(singular === '' ? [] : [singular])],
        ...names,
        expectedVersion: [...path, 'expectedVersion'],
      },
    };
  }

  private field(
    description: string,
    args: NonNullable<GraphQLFieldConfig<unknown, unknown>['args']>,
    operationsOf: (args: Args) => ChangeRequest['operations'],
  ): GraphQLFieldConfig<unknown, unknown> {
    return {
      type: new required(this.result),
      description,
      args: { ...args, change: { type: new required(this.note), description: 'Why.' } },
      resolve: (_source, given, context, info) =>
        (context as Changing).change(
          { ...noteOf(given.change as Args), operations: operationsOf(given) },
          info,
        ),
    };
  }
}

/** What is noted, as it was given in the argument `change`. */
function noteOf({ message, idempotencyKey, dryRun, citations }: Args): Omit<ChangeCall, 'operations'> {
  return {
    message: String(message),
    idempotencyKey: idempotencyKey as string | null | undefined,
    dryRun: dryRun === true,
    citations: ((citations ?? []) as Args[]).map(plain),
    notePath: ['change'],
  };
}

const ChangeAction: GraphQLEnumType = ownEnum('ChangeAction', 'What to do with a record.', {
  CREATE: 'Add it.',
  UPDATE: 'Change the fields that are given.',
  PUT: 'Make it be as written, whether there is one with this slug or not.',
  DELETE: 'Remove it.',
  MERGE: 'Let another stand for it.',
});

/** The key in `event:a-camp`; anything else as it is. */
function lastPart(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Coerced inputs have no prototype; what is compared and printed later should. */
function plain(input: unknown): Record<string, unknown> {
  return { ...(input as Record<string, unknown> | null | undefined) };
}
