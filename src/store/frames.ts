/** What a reader process is asked: statements that are run on one snapshot. */
export interface ReaderRequest {
  /** Names the request where it is to be stopped. */
  readonly number: number;
  readonly statements: readonly {
    readonly id: number;
    /** Given when the reader does not have the statement yet. */
    readonly text?: string;
    readonly values: readonly unknown[];
  }[];
  /** Statements that the reader may forget, once it has answered. */
  readonly forget: readonly number[];
}

/** What a frame of a reader's answer holds: the text that a statement gave, or JSON that says what went wrong. */
export const FRAME = { answer: 1, failure: 2 } as const;

/** Kind of frame, length of its content, and how many milliseconds the statement took. */
const HEADER_BYTES = 13;

/** Takes a reader's frames out of its stream of bytes; contents are the bytes as they came, copied once. */
export class FrameParser {
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private headerBytes = 0;
  private content: Buffer | null = null;
  private contentBytes = 0;

  constructor(private readonly onFrame: (kind: number, ms: number, content: Buffer) => void) {}

  /** True in the middle of a frame. */
  get isOpen(): boolean {
    return this.headerBytes > 0;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (!this.content) {
        const copied = chunk.copy(this.header, this.headerBytes, at);
        this.headerBytes += copied;
        at += copied;
        if (this.headerBytes < HEADER_BYTES) return;
        this.content = Buffer.allocUnsafe(this.header.readUInt32LE(1));
      }
      const copied = chunk.copy(this.content, this.contentBytes, at);
      this.contentBytes += copied;
      at += copied;
      if (this.contentBytes === this.content.length) this.close(this.content);
    }
  }

  private close(content: Buffer): void {
    this.content = null;
    this.contentBytes = 0;
    this.headerBytes = 0;
    this.onFrame(this.header.readUInt8(0), this.header.readDoubleLE(5), content);
  }
}

/** The header of a frame. */
export function frameHeader(kind: number, ms: number, length: number): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt8(kind, 0);
  header.writeUInt32LE(length, 1);
  header.writeDoubleLE(ms, 5);
  return header;
}

/** A request as bytes: its length and its JSON. */
export function encodeRequest(request: ReaderRequest): Buffer {
  const json = JSON.stringify(request);
  const bytes = Buffer.allocUnsafe(4 + Buffer.byteLength(json));
  bytes.writeUInt32LE(bytes.length - 4, 0);
  bytes.write(json, 4);
  return bytes;
}
