import { fold } from '../../src/text/fold.js';

describe('the fold', () => {
  it.each([
    ['أذربيجان', 'اذربيجان'],
    ['إندونيسيا', 'اندونيسيا'],
    ['آسيا', 'اسيا'],
    ['مَدْرَسَةٌ', 'مدرسه'],
    ['الإيســـيسكو', 'الايسيسكو'],
    ['مستشفى', 'مستشفي'],
    ['مسؤول', 'مسوول'],
    ['رئيس', 'رييس'],
    ['کتاب', 'كتاب'],
    ['فارسی', 'فارسي'],
    ['٢٠٢٤', '2024'],
    ['۲۰۲۴', '2024'],
    ['Élection à Genève', 'ELECTION A GENEVE'],
    ['Türkiye', 'turkiye'],
    ['N’Djamena', "n'djamena"],
    ['  two   words ', 'two words'],
    ['e\u0301cole', 'école'],
    ['سماء', 'سما'],
  ])('takes %s and %s for the same', (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  it.each([
    ['تونس', 'تونسي'],
    ['Chad', 'Chat'],
    ['عمان', 'عمال'],
  ])('tells %s and %s apart', (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  it('changes nothing the second time, whatever the text', () => {
    for (const text of ['أَهْلًا', 'ﷺ', 'ﻻ', '👩‍👩‍👧', 'ǅ', 'İstanbul', 'ﬁn', '\u064b\u064b', '½ kg', '①', 'ß']) {
      expect(fold(fold(text))).toBe(fold(text));
    }
  });
});
