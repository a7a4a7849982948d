import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { Unreadable } from './unreadable.js';

/** What an archive has at most: files, bytes of one when it is unpacked, and how much smaller it may be packed. */
const MOST_FILES = 1000;
const MOST_BYTES = 2 * 1024 ** 3;
const MOST_RATIO = 100;

/** Up to how many bytes the ratio says nothing: a table of equal cells is packed very small. */
const SMALL = 1024 * 1024;

/** The kind of file, among the attributes that Unix archives have. */
const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;

/**
 * A ZIP archive that is read piece by piece. Throws an {@link Unreadable} when it is none, or one that would unpack to
 * more than it may, by what it declares; what it unpacks to is counted as well.
 */
export class Archive {
  private constructor(
    private readonly file: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  static async open(path: string): Promise<Archive> {
    const file = await told(openPromise(path, { autoClose: false, strictFileNames: true }));
    try {
      const entries = new Map<string, Entry>();
      for await (const entry of file.eachEntry()) {
        check(entry);
        if (entries.has(entry.fileName)) throw new Unreadable('is an archive with two files of one name');
        entries.set(entry.fileName, entry);
        if (entries.size > MOST_FILES) throw new Unreadable(`is an archive of more than ${MOST_FILES} files`);
      }
      return new Archive(file, entries);
    } catch (error) {
      file.close();
      throw unreadable(error);
    }
  }

  /** The names of the files in it. */
  get names(): string[] {
    return [...this.entries.keys()];
  }

  /** The text of a file, in pieces; nothing when it is not there. */
  async *text(name: string): AsyncGenerator<string> {
    const entry = this.entries.get(name);
    if (!entry) return;
    try {
      const decoder = new TextDecoder('utf-8', { fatal: true });
      for await (const chunk of await this.file.openReadStreamPromise(entry)) {
        yield decoder.decode(chunk as Buffer, { stream: true });
      }
      yield decoder.decode();
    } catch (error) {
      throw unreadable(error);
    }
  }

  close(): void {
    this.file.close();
  }
}

function check({ compressedSize, uncompressedSize, externalFileAttributes, ...entry }: Entry): void {
  if ((entry.generalPurposeBitFlag & 1) !== 0)
    throw new Unreadable('is encrypted; save it without a password');
  if (((externalFileAttributes >>> 16) & FILE_TYPE) === SYMLINK)
    throw new Unreadable('is an archive with a link in it');
  const isBomb = uncompressedSize > SMALL && uncompressedSize > compressedSize * MOST_RATIO;
  if (isBomb || uncompressedSize > MOST_BYTES) throw new Unreadable('unpacks to more than a file may');
}

async function told<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw unreadable(error);
  }
}

/** What a library says of an archive does not always fit to be told: names in it are somebody's text. */
function unreadable(error: unknown): unknown {
  if (error instanceof Unreadable) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return error;
  return new Unreadable(
    /too many bytes|too few bytes/.test(message)
      ? 'unpacks to another size than it says'
      : 'is no workbook, or a broken one',
  );
}
