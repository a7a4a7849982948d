import { Headcount } from '../../src/domain/headcount.js';
import { isOpenAt, nextOpening, spansOf, weekOf, type Hours } from '../../src/domain/values/opening-hours.js';

const museum: Hours = {
  weekly: 'Tu-Su 10:00-17:00',
  timeZone: 'Africa/Casablanca',
  validFrom: null,
  validThrough: null,
  exceptions: [{ startsOn: '2024-06-15', endsOn: '2024-06-18', hours: null }],
};

const at = (text: string) => new Date(text);

describe('opening hours', () => {
  it.each([
    ['Monday 24 June', '2024-06-24T12:00:00+01:00', false],
    ['Tuesday 18 June, a feast day', '2024-06-18T12:00:00+01:00', false],
    ['Wednesday 19 June at 10:30', '2024-06-19T10:30:00+01:00', true],
    ['the very minute of opening', '2024-06-19T10:00:00+01:00', true],
    ['the very minute of closing', '2024-06-19T17:00:00+01:00', false],
    ['Wednesday 19 June at 17:30', '2024-06-19T17:30:00+01:00', false],
    ['half past nine in Rabat, half past ten in Brussels', '2024-06-19T10:30:00+02:00', false],
  ])('know of %s', (_when, instant, open) => {
    expect(isOpenAt(museum, at(instant))).toBe(open);
  });

  it('find the next opening after a closure, on a closed weekday, and later the same day', () => {
    expect(nextOpening(museum, at('2024-06-14T18:00:00+01:00'))).toEqual(at('2024-06-19T10:00:00+01:00'));
    expect(nextOpening(museum, at('2024-06-23T18:00:00+01:00'))).toEqual(at('2024-06-25T10:00:00+01:00'));
    expect(nextOpening(museum, at('2024-06-25T09:59:00+01:00'))).toEqual(at('2024-06-25T10:00:00+01:00'));
    expect(nextOpening(museum, at('2024-06-25T10:00:00+01:00'))).toEqual(at('2024-06-26T10:00:00+01:00'));
  });

  it('follow the clocks of their zone when these change', () => {
    // Morocco goes back to UTC for Ramadan: in 2024 from 10 March.
    expect(nextOpening(museum, at('2024-03-09T20:00:00Z'))).toEqual(at('2024-03-10T10:00:00Z'));
    expect(nextOpening(museum, at('2024-03-08T20:00:00Z'))).toEqual(at('2024-03-09T09:00:00Z'));
  });

  it('say nothing beyond the days that they hold for', () => {
    const hours: Hours = { ...museum, validFrom: '2024-07-01', validThrough: '2024-07-31', exceptions: [] };
    expect(isOpenAt(hours, at('2024-06-30T12:00:00Z'))).toBeNull();
    expect(isOpenAt(hours, at('2024-08-01T12:00:00Z'))).toBeNull();
    expect(isOpenAt(hours, at('2024-07-02T12:00:00Z'))).toBe(true);
    expect(nextOpening(hours, at('2024-08-01T00:00:00Z'))).toBeNull();
  });

  it('take the hours of an exception instead of the usual ones', () => {
    const hours: Hours = {
      ...museum,
      exceptions: [{ startsOn: '2024-06-24', endsOn: '2024-06-24', hours: '20:00-22:00' }],
    };
    expect(isOpenAt(hours, at('2024-06-24T21:00:00+01:00'))).toBe(true);
    expect(isOpenAt(hours, at('2024-06-24T12:00:00+01:00'))).toBe(false);
  });

  it('are read from the words of schema.org', () => {
    expect(weekOf('Sa-Mo 09:00-12:00 14:00-18:00; We,Fr 10:00-24:00')).toEqual([
      [
        [540, 720],
        [840, 1080],
      ],
      [
        [540, 720],
        [840, 1080],
      ],
      [],
      [[600, 1440]],
      [],
      [[600, 1440]],
      [
        [540, 720],
        [840, 1080],
      ],
    ]);
    expect(spansOf(' 10:00-14:00  16:00-18:00 ')).toEqual([
      [600, 840],
      [960, 1080],
    ]);
  });

  it.each([
    '',
    'Mo',
    'Mo 25:00-26:00',
    'Mo 10:00-09:00',
    'Xx 10:00-12:00',
    'Mo-Tu-We 10:00-12:00',
    'Mo 10-12',
    'Mo 23:00-24:30',
  ])('refuse %j', (text) => {
    expect(weekOf(text)).toBeNull();
  });
});

describe('the share of a stage in the one before', () => {
  const share = (
    size: { low: number; high: number | null },
    previous: { low: number; high: number | null } | null,
  ) =>
    Headcount.prototype.shareOfPreviousStage.call({
      size,
      previousStage: previous && { size: previous },
    } as never);

  it('is as vague as the two numbers', () => {
    expect(share({ low: 50, high: 50 }, { low: 400, high: 400 })).toEqual({ low: 0.125, high: 0.125 });
    expect(share({ low: 91, high: null }, { low: 400, high: 500 })).toEqual({ low: 0.182, high: null });
    expect(share({ low: 10, high: 20 }, { low: 40, high: null })).toEqual({ low: 0, high: 0.5 });
    expect(share({ low: 10, high: 20 }, null)).toBeNull();
    expect(share({ low: 10, high: 20 }, { low: 0, high: 5 })).toBeNull();
  });
});
