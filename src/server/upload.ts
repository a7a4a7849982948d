import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { mayWrite, type Identity } from '../access/identity.js';
import { importDrafts } from '../changes/import.js';
import type { Outcome } from '../changes/operation.js';
import { isMessage, LONGEST_MESSAGE } from '../changes/request.js';
import { READABLE, readFiles } from '../files/read-file.js';
import { kindCalled } from '../files/reading.js';
import { isEncoding } from '../files/text.js';
import { badInput, ErrorCode, forbidden } from '../model/errors.js';
import type { Model } from '../model/model.js';
import type { Store } from '../store/store.js';
import { withStatus } from './errors.js';
import { languagesOf } from './languages.js';

/** How many bytes a file may have that is sent; more are imported where the registry runs. */
const MOST_BYTES = 50 * 1024 * 1024;

/** How many records of a dry run are told one by one. */
const MOST_TOLD = 1000;

/** What can be asked with a file, in the query of the address. */
interface Wish {
  readonly name: string;
  readonly kind?: string;
  readonly encoding?: string;
  readonly message?: string;
  readonly dryRun?: string;
}

/**
 * Takes files to import at `/import?name=event.csv`: the file is the body, whatever its type is said to be. Answers with
 * what was done, or with every problem and status 422. Editors may; others are refused before the file is read.
 */
export function serveUploads(app: FastifyInstance, { model, store, identify }: UploadMeans): void {
  // Within a scope of its own: elsewhere nothing but JSON is read.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.post('/import', { bodyLimit: MOST_BYTES }, async (request, reply) => {
      const identity = await identify(request.headers.authorization);
      if (!mayWrite(identity)) throw forbidden();
      const wish = wishOf(model, request.query as Partial<Wish>);
      const folder = await mkdtemp(join(tmpdir(), 'sijill-import-'));
      try {
        const path = join(folder, 'file');
        await receive(request.body as Readable | undefined, path);
        const imported = await importFile({ model, store }, path, wish, request, identity);
        return await reply.code(imported.problems.length > 0 ? 422 : 200).send(imported);
      } catch (error) {
        if (!(error instanceof TooLong)) throw withStatus(error);
        const { message } = error;
        return await reply
          .code(413)
          .send({ errors: [{ message, extensions: { code: ErrorCode.BAD_REQUEST } }] });
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
}

/** What is needed to import files. */
export interface UploadMeans {
  readonly model: Model;
  readonly store: Store;
  /** Rejects for who may not even read. */
  readonly identify: (authorization: string | undefined) => Promise<Identity>;
}

async function importFile(
  { model, store }: Pick<UploadMeans, 'model' | 'store'>,
  path: string,
  { name, kind, encoding, message, dryRun }: Wish,
  { headers }: FastifyRequest,
  identity: Identity,
) {
  const changes: Outcome[] = [];
  const isDry = dryRun === 'true';
  const [lang] = languagesOf(headers['accept-language']);
  const options = { kind: kind === undefined ? undefined : kindCalled(model, kind), encoding };
  const imported = await importDrafts(model, store, readFiles(model, [{ path, name }], options), {
    author: identity.name,
    message: message ?? `Imported from ${name}.`,
    dryRun: isDry,
    ...(lang === undefined ? {} : { lang }),
    ...(isDry ? { tell: (outcome) => changes.length < MOST_TOLD && changes.push(outcome) } : {}),
  });
  return { ...imported, ...(isDry ? { changes } : {}) };
}

/** Throws a BAD_USER_INPUT error that says which part of the query is not understood. */
function wishOf(model: Model, { name, kind, encoding, message, dryRun }: Partial<Wish>): Wish {
  if (typeof name !== 'string' || name.length > 200 || !READABLE.includes(extname(name).toLowerCase())) {
    throw badInput(`Name the file, as /import?name=event.csv: a name ends in ${READABLE.join(', ')}.`, [
      'name',
    ]);
  }
  if (kind !== undefined && !kindCalled(model, String(kind))?.written) {
    throw badInput('The kind of the records is none that there is, such as event.', ['kind']);
  }
  if (encoding !== undefined && !isEncoding(String(encoding))) {
    throw badInput('The encoding is not known; it is utf-8, windows-1256 or the like.', ['encoding']);
  }
  if (message !== undefined && (typeof message !== 'string' || !isMessage(message))) {
    throw badInput(`The message must have 1 to ${LONGEST_MESSAGE} characters.`, ['message']);
  }
  if (dryRun !== undefined && dryRun !== 'true' && dryRun !== 'false') {
    throw badInput('dryRun is true or false.', ['dryRun']);
  }
  return {
    name,
    ...(kind ? { kind } : {}),
    ...(encoding ? { encoding } : {}),
    ...(message ? { message } : {}),
    ...(dryRun ? { dryRun } : {}),
  };
}

/** Thrown when a file is longer than may be sent. */
class TooLong extends Error {
  constructor() {
    super(`A file that is sent has at most ${MOST_BYTES} bytes. Import a longer one with "sijill import".`);
  }
}

/** Keeps a body as a file. Rejects with a {@link TooLong} when it is. */
async function receive(body: Readable | undefined, path: string): Promise<void> {
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) done(null, chunk);
      else done(new TooLong());
    },
  });
  if (body) await pipeline(body, counted, createWriteStream(path));
  else throw badInput('The file to import is the body of the request; there is none.', []);
}
