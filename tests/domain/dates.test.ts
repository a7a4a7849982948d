import { Kind } from 'graphql';
import { Basis } from '../../src/domain/values/basis.js';
import { DateScalar, Edtf, spanOf } from '../../src/domain/values/date.js';
import { FuzzyDate, Precision } from '../../src/domain/values/fuzzy-date.js';
import { FuzzyPeriod } from '../../src/domain/values/fuzzy-period.js';
import { InputProblem } from '../../src/domain/values/problem.js';

describe('a fuzzy date', () => {
  it.each([
    ['2024-06-12', '2024-06-12', '2024-06-12', Precision.DAY, false],
    ['2024-06', '2024-06-01', '2024-06-30', Precision.MONTH, false],
    ['2024-02~', '2024-02-01', '2024-02-29', Precision.MONTH, true],
    ['2024', '2024-01-01', '2024-12-31', Precision.YEAR, false],
    ['2024?', '2024-01-01', '2024-12-31', Precision.YEAR, true],
    ['202X', '2020-01-01', '2029-12-31', Precision.RANGE, false],
    ['2024-06-04/2024-06-06', '2024-06-04', '2024-06-06', Precision.RANGE, false],
    ['2024-06-01/2024-06-15', '2024-06-01', '2024-06-15', Precision.RANGE, false],
    ['0001-01-01', '0001-01-01', '0001-01-01', Precision.DAY, false],
  ])('%s is %s to %s', (edtf, earliest, latest, precision, approximate) => {
    expect(FuzzyDate.of(edtf)).toMatchObject({ edtf, earliest, latest, precision, approximate });
  });

  it('that is not stated is null throughout', () => {
    expect(FuzzyDate.of(undefined)).toMatchObject({
      edtf: null,
      earliest: null,
      latest: null,
      precision: null,
    });
  });

  it.each([
    '2024-02-30',
    '0000',
    '+99999',
    'Y17E8',
    '-0005',
    '2024-06-01/..',
    '/2024',
    '2024/',
    'soon',
    '',
    '2025/2024',
  ])('%j is refused', (text) => {
    expect(() => spanOf(text)).toThrow(InputProblem);
    expect(FuzzyDate.of(text)).toMatchObject({ earliest: '', latest: '' });
  });

  it('is not parsed when it is longer than any date', () => {
    expect(() => spanOf(`Y${'1'.repeat(100_000)}`)).toThrow('at most 64 characters');
  });

  it('is taken by the scalars as text alone', () => {
    expect(Edtf.parseValue('2024-06')).toEqual({ earliest: '2024-06-01', latest: '2024-06-30' });
    expect(Edtf.parseLiteral({ kind: Kind.STRING, value: '2024' })).toMatchObject({ earliest: '2024-01-01' });
    expect(DateScalar.parseValue('2024-06-12')).toBe('2024-06-12');
    expect(DateScalar.parseLiteral({ kind: Kind.STRING, value: '2024-06-12' })).toBe('2024-06-12');
    expect([Edtf.serialize('2024'), DateScalar.serialize('2024-01-01')]).toEqual(['2024', '2024-01-01']);
    for (const value of [2024, null, '2024-06', '2024-13-01']) {
      expect(() => DateScalar.parseValue(value)).toThrow(InputProblem);
    }
    expect(() => Edtf.parseValue(2024)).toThrow(InputProblem);
    expect(() => Edtf.parseLiteral({ kind: Kind.INT, value: '2024' })).toThrow(InputProblem);
    expect(() => DateScalar.parseLiteral({ kind: Kind.INT, value: '2024' })).toThrow(InputProblem);
  });
});

describe('a period', () => {
  const period = (start: string | null, end: string | null, days: number | null = null) =>
    FuzzyPeriod.of(FuzzyDate.of(start), FuzzyDate.of(end), days);

  it.each([
    [
      'one day',
      '2024-06-01',
      '2024-06-01',
      null,
      '2024-06-01',
      '2024-06-01',
      '2024-06-01',
      '2024-06-01',
      '2024-06-01',
      Basis.STATED,
    ],
    [
      'two days',
      '2024-06-05',
      '2024-06-06',
      null,
      '2024-06-05/2024-06-06',
      '2024-06-05',
      '2024-06-06',
      '2024-06-05',
      '2024-06-06',
      Basis.STATED,
    ],
    [
      'a start and a duration',
      '2024-06-04',
      null,
      3,
      '2024-06-04/2024-06-06',
      '2024-06-04',
      '2024-06-06',
      '2024-06-04',
      '2024-06-06',
      Basis.DERIVED,
    ],
    [
      'an end and a duration',
      null,
      '2024-03-01',
      2,
      '2024-02-29/2024-03-01',
      '2024-02-29',
      '2024-03-01',
      '2024-02-29',
      '2024-03-01',
      Basis.DERIVED,
    ],
    [
      'an end alone',
      null,
      '2024-06-03',
      null,
      '/2024-06-03',
      null,
      '2024-06-03',
      '2024-06-03',
      '2024-06-03',
      Basis.STATED,
    ],
    [
      'a start alone',
      '2024-06-03',
      null,
      null,
      '2024-06-03/',
      '2024-06-03',
      null,
      '2024-06-03',
      '2024-06-03',
      Basis.STATED,
    ],
    [
      'a vague start and a duration',
      '2024-06',
      null,
      3,
      '2024-06/',
      '2024-06-01',
      null,
      '2024-06-30',
      '2024-06-30',
      Basis.STATED,
    ],
    ['a vague year', '2024', '2024', null, '2024', '2024-01-01', '2024-12-31', null, null, Basis.STATED],
  ])('of %s', (_what, start, end, days, edtf, earliest, latest, certainFrom, certainTo, basis) => {
    expect(period(start, end, days)).toMatchObject({ edtf, earliest, latest, certainFrom, certainTo, basis });
  });

  it('of nothing, or of a duration alone, is unknown', () => {
    for (const days of [null, 21])
      expect(period(null, null, days)).toMatchObject({ edtf: null, certainFrom: null, basis: null });
  });
});
