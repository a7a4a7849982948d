import { Finding } from './kind.js';
import { Severity, type Condition, type Operand } from './values/finding.js';

/** Declares that records of a kind state facts, so that each should say where they are taken from. */
export function NeedsSource(): ClassDecorator {
  return Finding({
    code: 'NO_SOURCE',
    severity: Severity.WARNING,
    label: { ar: 'بلا مصدر', en: 'No source', fr: 'Sans source' },
    message: {
      ar: 'لا يذكر السجل من أين أُخذ. أضف إشارة إلى مصدر، مع الموضع فيه.',
      en: 'The record does not say where it is taken from. Add a citation of a source, with the place in it.',
      fr: 'La fiche ne dit pas d’où elle est tirée. Ajoutez une citation de source, avec l’endroit où elle s’y trouve.',
    },
    rule: { finds: { where: { citations: { count: { eq: 0 } } } } },
  });
}

/** Declares that two records of a kind with the same name are suspicious, unless one of these fields tells them apart. */
export function NamedOnce(...alike: readonly string[]): ClassDecorator {
  return Finding({
    code: 'SAME_NAME',
    severity: Severity.WARNING,
    label: { ar: 'الاسم نفسه', en: 'Same name', fr: 'Même nom' },
    message: {
      ar: 'تحمل هذه السجلات الاسم نفسه إذا لم يُلتفت إلى الهمزات والتشكيل وحالة الأحرف. ادمجها إن كانت شيئا واحدا، أو ميز بين أسمائها.',
      en: 'These records have the same name once spelling, accents and case are set aside. Merge them if they are the same, or tell their names apart.',
      fr: 'Ces fiches portent le même nom si l’on ne tient compte ni de la graphie, ni des accents, ni de la casse. Fusionnez-les si c’est la même chose, ou distinguez leurs noms.',
    },
    rule: { sharing: ['name'], alike },
  });
}

/** Declares that two dates of a kind, which no rule of input compares, must be in order. */
export function EndsAfterItBegins(begins: string, ends: string): ClassDecorator {
  return Finding({
    code: 'ENDS_BEFORE_IT_BEGINS',
    severity: Severity.ERROR,
    label: { ar: 'ينتهي قبل أن يبدأ', en: 'Ends before it begins', fr: 'Finit avant de commencer' },
    message: {
      ar: 'تاريخ النهاية سابق لتاريخ البداية. صحح أحدهما على ما في المصدر.',
      en: 'The last day lies before the first. Correct one of them by the source.',
      fr: 'Le dernier jour précède le premier. Corrigez l’un des deux d’après la source.',
    },
    rule: { finds: { compare: [`${ends}.latest`, '<', `${begins}.earliest`] } },
  });
}

/**
 * That the days of a record lie outside those of a related one: it begins too early or ends too late, for certain. What
 * begins or ends in a month or a year does so on the most favourable day.
 */
export function outside(relation: string): Condition {
  const [first, last] = [firstDayOf(relation), lastDayOf(relation)];
  return {
    any: [
      { compare: [['startsOn.latest', 'period.earliest'], '<', first] },
      { compare: [['endsOn.earliest', 'period.latest'], '>', last] },
      { compare: [['endsOn.latest', 'period.latest'], '<', first] },
      { compare: [['startsOn.earliest', 'period.earliest'], '>', last] },
    ],
  };
}

/**
 * The first day on which a related record can begin. Where its start is not stated, a period takes it from a stated
 * duration: then it is a single day.
 */
export function firstDayOf(relation: string): Operand {
  return [`${relation}.startsOn.earliest`, `${relation}.period.earliest`];
}

/** The last day on which a related record can end. */
export function lastDayOf(relation: string): Operand {
  return [`${relation}.endsOn.latest`, `${relation}.period.latest`];
}

/** What is said of something that lies outside the dates of the larger thing that it is part of. */
export const PART_OUTSIDE = {
  code: 'CHILD_OUTSIDE_PARENT',
  severity: Severity.ERROR,
  label: { ar: 'خارج تواريخ الأصل', en: 'Outside its parent', fr: 'Hors des dates du parent' },
  message: {
    ar: 'يقع جزء على الأقل من أيامه خارج تواريخ ما هو جزء منه. صحح تواريخ أحدهما، أو اجعله جزءا من غيره.',
    en: 'At least some of its days lie outside the dates of what it is part of. Correct the dates of one of them, or make it part of something else.',
    fr: 'Une partie au moins de ses jours tombe hors des dates de ce dont il fait partie. Corrigez les dates de l’un ou de l’autre, ou rattachez-le ailleurs.',
  },
} as const;
