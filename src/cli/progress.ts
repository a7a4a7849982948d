/** How often the line is written: on a terminal, and where lines are kept. */
const TERMINAL_MS = 200;
const LOG_MS = 10_000;

const BAR = 24;

/** Tells on stderr how far long work has come: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly isTerminal = process.stderr.isTTY;
  private readonly begun = Date.now();
  private last = this.begun;
  private part = 0;

  /** `total` is what `done` adds up to, in any unit. */
  constructor(private readonly total: number) {}

  /** Some more of the total is done. */
  add(done: number): void {
    this.part += done;
  }

  /** So many records are done. */
  records(records: number): void {
    const now = Date.now();
    if (now - this.last < (this.isTerminal ? TERMINAL_MS : LOG_MS)) return;
    this.last = now;
    this.write(records);
  }

  /** Ends the line. */
  end(records: number): void {
    if (!this.isTerminal) return;
    this.part = this.total;
    this.write(records);
    process.stderr.write('\n');
  }

  private write(records: number): void {
    const share = this.total > 0 ? Math.min(1, this.part / this.total) : 0;
    const filled = Math.round(share * BAR);
    const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${String(Math.floor(share * 100)).padStart(3)} %`;
    const rate = Math.round(records / Math.max(0.001, (Date.now() - this.begun) / 1000));
    const text = `${this.total > 0 ? `${bar}  ` : ''}${records} records, ${rate} a second`;
    process.stderr.write(this.isTerminal ? `\r${text}` : `${text}\n`);
  }
}
