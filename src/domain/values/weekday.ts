import { registerEnumType } from 'type-graphql';
import { labelEnum } from './labels.js';

/** The days of the week, in the order of ISO 8601. */
export enum Weekday {
  MONDAY = 'MONDAY',
  TUESDAY = 'TUESDAY',
  WEDNESDAY = 'WEDNESDAY',
  THURSDAY = 'THURSDAY',
  FRIDAY = 'FRIDAY',
  SATURDAY = 'SATURDAY',
  SUNDAY = 'SUNDAY',
}

registerEnumType(Weekday, {
  name: 'Weekday',
  description: 'A day of the week.',
  valuesConfig: {
    MONDAY: { description: 'Monday.' },
    TUESDAY: { description: 'Tuesday.' },
    WEDNESDAY: { description: 'Wednesday.' },
    THURSDAY: { description: 'Thursday.' },
    FRIDAY: { description: 'Friday.' },
    SATURDAY: { description: 'Saturday.' },
    SUNDAY: { description: 'Sunday.' },
  },
});

labelEnum(Weekday, {
  MONDAY: ['الإثنين', 'Lundi'],
  TUESDAY: ['الثلاثاء', 'Mardi'],
  WEDNESDAY: ['الأربعاء', 'Mercredi'],
  THURSDAY: ['الخميس', 'Jeudi'],
  FRIDAY: ['الجمعة', 'Vendredi'],
  SATURDAY: ['السبت', 'Samedi'],
  SUNDAY: ['الأحد', 'Dimanche'],
});

/** The names of the weekdays, from Monday. */
export const WEEKDAYS: readonly Weekday[] = Object.values(Weekday);
