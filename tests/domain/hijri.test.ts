import { hijriMonths } from '../../src/domain/values/hijri.js';

describe('the Umm al-Qura calendar', () => {
  it("begins each of its months on the day on which the platform's calendar does", () => {
    const calendar = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
      year: 'numeric',
      month: '2-digit',
      day: 'numeric',
      timeZone: 'UTC',
    });
    const months = hijriMonths();
    expect(months).toHaveLength(301 * 12 + 1);
    for (const { firstDay, month } of months.slice(0, -1)) {
      const parts = Object.fromEntries(
        calendar.formatToParts(new Date(`${firstDay}T00:00:00Z`)).map(({ type, value }) => [type, value]),
      );
      expect(`${parts.year}-${parts.month} ${parts.day}`).toBe(`${month} 1`);
    }
    expect(months.at(-1)).toEqual({ firstDay: '2174-11-26', month: null });
  });
});
