import type { Step } from './files.js';
import type { Footprint } from './footprint.js';
import { GROWTH, type Growth } from './growth.js';
import { LIGHT_CONNECTIONS, type Mixed } from './mixed.js';
import type { Effort, Outcome, Row } from './throughput.js';

/** Requests per second, latencies, and how they compare; the question is named in its first line only. */
export function throughputTable(rows: readonly Row[], effort: Effort): string {
  const lines = rows.flatMap(({ question, outcomes }) => {
    const entries = [...outcomes];
    const rate = (name: string) => {
      const outcome = entries.find(([server]) => server.name === name)?.[1];
      return outcome && 'perSecond' in outcome ? outcome.perSecond : NaN;
    };
    const [limit, sijill] = [rate('limit'), rate('sijill')];
    return entries.map(([server, outcome], index) => [
      index ? '' : question.name,
      server.name + fewer(outcome, effort),
      ...('perSecond' in outcome
        ? [
            short(outcome.perSecond),
            outcome.p50.toFixed(2),
            outcome.p99.toFixed(2),
            ratio(outcome.perSecond / limit),
            ratio(sijill / outcome.perSecond),
          ]
        : [('failed' in outcome && 'failed') || '—', '—', '—', '—', '—']),
    ]);
  });
  return table(
    [
      'question',
      'contestant',
      '>requests/s',
      '>p50 ms',
      '>p99 ms',
      '>share of the limit',
      '>Sijill is, times',
    ],
    lines,
  );
}

/** Why there is a dash: one line for each contestant and reason. */
export function reasons(rows: readonly Row[]): string {
  const questions = new Map<string, Set<string>>();
  for (const { question, outcomes } of rows) {
    for (const [server, outcome] of outcomes) {
      if ('perSecond' in outcome) continue;
      const key = `${server.name}: ${'unable' in outcome ? outcome.unable : `failed: ${outcome.failed}`}`;
      questions.set(key, (questions.get(key) ?? new Set()).add(question.name));
    }
  }
  return [...questions].map(([reason, of]) => `- ${[...of].join('; ')} — ${reason}`).join('\n');
}

/** The light question's latency without and with the heavy one beside it. */
export function mixedTable(mixed: readonly Mixed[]): string {
  return table(
    [
      `${LIGHT_CONNECTIONS} connections`,
      '>alone: requests/s',
      '>p50 ms',
      '>p99 ms',
      '>beside the heavy one: requests/s',
      '>p50 ms',
      '>p99 ms',
      '>p99, times',
      '>heavy ones/s',
    ],
    mixed.map(({ server, alone, beside, heavy }) => [
      server.name,
      short(alone.perSecond),
      alone.p50.toFixed(2),
      alone.p99.toFixed(2),
      short(beside.perSecond),
      beside.p50.toFixed(2),
      beside.p99.toFixed(2),
      ratio(beside.p99 / alone.p99),
      short(heavy.perSecond),
    ]),
  );
}

/** What steps of files take; how the last of them compares with the first. */
export function filesTable(steps: readonly Step[]): string {
  const [first] = steps;
  const rate = ({ records, seconds }: Step) => records / seconds;
  return table(
    ['step', '>records', '>seconds', '>records/s', '>of the first step', '>peak, MB'],
    steps.map((step) => [
      step.name,
      String(step.records),
      step.seconds.toFixed(1),
      short(rate(step)),
      ratio(rate(step) / (first ? rate(first) : NaN)),
      Number.isNaN(step.peakBytes) ? '' : String(Math.round(step.peakBytes / 2 ** 20)),
    ]),
  );
}

/** What one answer takes, and how that grows with the rows. */
export function growthTable(growths: readonly Growth[], scale: number): string {
  return table(
    [
      'question',
      'contestant',
      `>ms at scale ${scale}`,
      `>ms at scale ${scale * GROWTH}`,
      '>rows, times',
      '>time, times',
    ],
    growths.map(({ question, contestant, smallMs, largeMs }) => [
      question.name,
      contestant.name,
      smallMs.toFixed(2),
      largeMs.toFixed(2),
      ratio(GROWTH),
      ratio(largeMs / smallMs),
    ]),
  );
}

/** Start-up and memory; `peaks` are those of the throughput's servers, by contestant. */
export function footprintTable(
  footprints: readonly Footprint[],
  listings: readonly string[],
  peaks: ReadonlyMap<string, number>,
): string {
  return table(
    [
      'contestant',
      '>first answer after, ms',
      '>idle, MB',
      '>peak of the run, MB',
      ...listings.flatMap((name) => [`>${name}: answer, MB`, '>peak over rest, MB', '>times the answer']),
    ],
    footprints.map(({ contestant, startMs, idleBytes, growth }) => [
      contestant.name,
      startMs.toFixed(0),
      megabytes(idleBytes, 0),
      megabytes(peaks.get(contestant.name) ?? NaN, 0),
      ...growth.flatMap(({ answerBytes, overRestBytes }) => [
        megabytes(answerBytes, 2),
        megabytes(Number.isNaN(answerBytes) ? NaN : overRestBytes, 0),
        ratio(overRestBytes / answerBytes),
      ]),
    ]),
  );
}

/** A Markdown table as prettier lays it out; a header that begins with ">" is a column of numbers. */
function table(headers: readonly string[], lines: readonly (readonly string[])[]): string {
  const titles = headers.map((header) => header.replace(/^>/, ''));
  const right = headers.map((header) => header.startsWith('>'));
  const widths = titles.map((title, column) =>
    Math.max(3, title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const write = (line: readonly string[]) =>
    `| ${widths.map((width, column) => (right[column] ? (line[column] ?? '').padStart(width) : (line[column] ?? '').padEnd(width))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (right[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [write(titles), rule, ...lines.map(write)].join('\n');
}

function fewer(outcome: Outcome, { connections }: Effort): string {
  return 'perSecond' in outcome && outcome.connections !== connections ? ' (1 connection)' : '';
}

function short(perSecond: number): string {
  return perSecond.toFixed(perSecond < 100 ? 1 : 0);
}

function ratio(value: number): string {
  return Number.isNaN(value) ? '—' : value.toFixed(value < 0.1 ? 3 : value < 10 ? 2 : 0);
}

function megabytes(bytes: number, digits: number): string {
  return Number.isNaN(bytes) ? '—' : (bytes / 1_000_000).toFixed(digits);
}
