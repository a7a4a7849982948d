import { Lang } from '../domain/values/lang.js';

type Texts = Readonly<Record<Lang, string>>;

const texts = (ar: string, en: string, fr: string): Texts => ({ AR: ar, EN: en, FR: fr });

/** All that is said of changes that cannot be made. `{name}` stands for a value that is put in, never one that was given. */
const MESSAGES = {
  required: texts('يجب ذكره', 'must be given', 'doit être indiqué'),
  mustBeList: texts('يجب أن يكون قائمة', 'must be a list', 'doit être une liste'),
  mustBeFields: texts(
    'يجب أن يكون حقولا وقيمها',
    'must be fields and their values',
    'doit être des champs et leurs valeurs',
  ),
  form: texts(
    'يجب أن يكون بالصيغة { {keys} }',
    'must have the form { {keys} }',
    'doit avoir la forme { {keys} }',
  ),
  unknownKey: texts(
    'غير معروف هنا؛ المتوقع {keys}',
    'is not known here; expected {keys}',
    'est inconnu ici ; attendu : {keys}',
  ),
  unknownField: texts(
    'ليس حقلا من حقول {kind}؛ حقوله {keys}',
    'is not a field of {kind}; it has {keys}',
    'n’est pas un champ de {kind} ; ses champs : {keys}',
  ),
  notCitable: texts(
    'ليس حقلا من حقول {kind} يمكن أن يسند إلى مصدر؛ حقوله {keys}',
    'is not a field of {kind} that can be cited; it has {keys}',
    'n’est pas un champ de {kind} que l’on puisse sourcer ; ses champs : {keys}',
  ),
  unprintable: texts(
    'فيه محرف تحكم أو محرف اتجاه أو نصف محرف',
    'has a control character, a directional override or half a character in it',
    'contient un caractère de contrôle, un forçage de direction ou un demi-caractère',
  ),
  exactlyOne: texts(
    'اذكر واحدا فقط من {keys}',
    'give exactly one of {keys}',
    'indiquez exactement un de {keys}',
  ),
  atMostOne: texts(
    'اذكر واحدا على الأكثر من {keys}',
    'give at most one of {keys}',
    'indiquez au plus un de {keys}',
  ),
  date: texts(
    'يجب أن يكون تاريخا بصيغة EDTF مثل 2024-06-12 أو 2024-06 أو 2024',
    'must be a date in EDTF, such as 2024-06-12, 2024-06 or 2024',
    'doit être une date EDTF, comme 2024-06-12, 2024-06 ou 2024',
  ),
  money: texts(
    'يحتاج إلى مبلغ وعملة',
    'needs an amount and a currency',
    'a besoin d’un montant et d’une devise',
  ),
  amount: texts(
    'يجب أن يكون مبلغا تقبله العملة مثل 12.50',
    'must be an amount that the currency has, such as 12.50',
    'doit être un montant que la devise permet, comme 12.50',
  ),
  quantity: texts(
    'يجب أن يكون عددا، أو عددا مذكورا مع وصفه: {keys}',
    'must be a number, or a stated number with a qualifier: {keys}',
    'doit être un nombre, ou un nombre énoncé avec un qualificatif : {keys}',
  ),
  unknownReference: texts(
    'لا يدل على {kind}: لا يوجد واحد بهذا {key}',
    'names no {kind}: there is none with this {key}',
    'ne désigne aucun {kind} : il n’y en a pas avec ce {key}',
  ),
  unknownRecord: texts(
    'لا يدل على سجل: لا يوجد واحد بهذا المعرف',
    'names no record: there is none with this id',
    'ne désigne aucune fiche : il n’y en a pas avec cet id',
  ),
  removedReference: texts(
    'يدل على {kind} تحذفه هذه التغييرات نفسها',
    'names a {kind} that the same changes delete',
    'désigne un {kind} que les mêmes modifications suppriment',
  ),
  writtenEarlier: texts(
    'كُتب هذا السجل من قبل في الملفات نفسها',
    'names a record that the same files write already',
    'désigne une fiche que les mêmes fichiers écrivent déjà',
  ),
  otherId: texts(
    'للسجل معرف آخر؛ احذف المعرف أو صححه',
    'is not the id of the record that has this slug; leave it out, or correct it',
    'n’est pas l’id de la fiche qui a ce slug ; retirez-le ou corrigez-le',
  ),
  malformedId: texts('ليس معرفا من معرفات {kind}', 'is not an id of {kind}', 'n’est pas un id de {kind}'),
  takenHere: texts('مأخوذ من قبل، في {place}', 'is taken already, in {place}', 'est déjà pris, en {place}'),
  taken: texts(
    'مأخوذ من قبل، في سجل آخر من {kind}',
    'is taken already, by another {kind}',
    'est déjà pris, par un autre {kind}',
  ),
  notFound: texts(
    'لا يدل على {kind}: لا يوجد ولم يوجد واحد بهذا المعرف أو المفتاح',
    'names no {kind}: there is none, and never was one, with this id or key',
    'ne désigne aucun {kind} : il n’y en a pas, et il n’y en a jamais eu, avec cet id ou cette clé',
  ),
  deleted: texts(
    'حذف هذا السجل؛ تراجع عن مجموعة التغييرات التي حذفته لاستعادته',
    'names a record that was deleted; revert the change set that did so to have it back',
    'désigne une fiche supprimée ; annulez les modifications qui l’ont supprimée pour la retrouver',
  ),
  merged: texts(
    'دمج هذا السجل في {id}؛ غير ذاك',
    'names a record that was merged into {id}; change that one',
    'désigne une fiche fusionnée dans {id} ; modifiez celle-ci',
  ),
  tooFewPeople: texts(
    'لم يسجل منذ الإصدار السابق عدد كاف من الأشخاص: كل عدد كان سيكون أقل من {least} أو كان سيكشف ما هو أقل؛ انتظر حتى يزيدوا',
    'names a table for which too few people have been recorded since its last release: each number would be below {least}, or give one away that is; wait for more',
    'désigne un tableau pour lequel trop peu de personnes ont été inscrites depuis sa dernière publication : chaque nombre serait inférieur à {least} ou en trahirait un ; attendez qu’il y en ait davantage',
  ),
  conflict: texts(
    'تغير السجل منذ تلك النسخة ({changes})؛ اقرأه من جديد',
    'the record has changed since that version ({changes}); read it again',
    'la fiche a changé depuis cette version ({changes}) ; relisez-la',
  ),
  laterChange: texts(
    'لا يمكن التراجع: غير بعدها ({changes})',
    'cannot be undone: changed since ({changes})',
    'ne peut être annulé : modifié depuis ({changes})',
  ),
  by: texts(
    '{field} بيد {author} في {changeSet}',
    '{field} by {author} in {changeSet}',
    '{field} par {author} dans {changeSet}',
  ),
  versionAhead: texts('لا توجد تلك النسخة', 'there is no such version', 'cette version n’existe pas'),
  cycle: texts(
    'يجعل السجل جزءا من نفسه',
    'would make the record a part of itself',
    'ferait de la fiche une partie d’elle-même',
  ),
  referredTo: texts(
    'تشير إليه سجلات من {kinds}؛ غيرها أو احذفها معه',
    'is referred to by records of {kinds}; change or delete them as well',
    'est désigné par des fiches de {kinds} ; modifiez-les ou supprimez-les aussi',
  ),
  sameRecord: texts(
    'يجب أن يدل على سجل آخر من النوع نفسه',
    'must name another record of the same kind',
    'doit désigner une autre fiche du même type',
  ),
  tooMany: texts(
    'في مجموعة التغييرات {most} عملية على الأكثر',
    'a change set has at most {most} operations',
    'un ensemble de modifications a au plus {most} opérations',
  ),
  keyReused: texts(
    'استعمل هذا المفتاح لتغييرات أخرى؛ اختر مفتاحا جديدا',
    'was used for other changes; choose a new key',
    'a servi à d’autres modifications ; choisissez une nouvelle clé',
  ),
  message: texts(
    'يجب أن يقول السبب في 1 إلى 1000 حرف',
    'must say why, in 1 to 1,000 characters',
    'doit dire pourquoi, en 1 à 1 000 caractères',
  ),
  keyLength: texts(
    'يجب أن يكون من 1 إلى 200 حرف',
    'must have 1 to 200 characters',
    'doit avoir de 1 à 200 caractères',
  ),
  citesNothing: texts(
    'لا يسند المحو شيئا إلى مصدر؛ احذفه',
    'must be left out: an erasure cites nothing',
    'doit être omis : un effacement ne cite aucune source',
  ),
  noChangeSet: texts(
    'لا يدل على مجموعة تغييرات',
    'names no change set',
    'ne désigne aucun ensemble de modifications',
  ),
  database: texts(
    'لا تقبله قاعدة البيانات بحسب القاعدة {rule}',
    'is refused by the rule {rule} of the database',
    'est refusé par la règle {rule} de la base de données',
  ),
} satisfies Record<string, Texts>;

export type MessageKey = keyof typeof MESSAGES;

type Values = Readonly<Record<string, string | number>>;

/** A message in a language, with its values put in. */
export function worded(lang: Lang, key: MessageKey, values: Values = {}): string {
  return filledIn(MESSAGES[key][lang], values);
}

/** What the rules of class-validator say in Arabic and French, by their names; `{n}` are numbers, `{list}` what follows a colon or "one of". */
const RULES: Readonly<Record<string, readonly [ar: string, fr: string]>> = {
  isDefined: ['يجب ذكره', 'doit être indiqué'],
  isIn: ['يجب أن يكون واحدا من {list}', 'doit être l’un de {list}'],
  isEnum: ['يجب أن يكون واحدا من {list}', 'doit être l’un de {list}'],
  isInt: ['يجب أن يكون عددا صحيحا', 'doit être un nombre entier'],
  isNumber: ['يجب أن يكون عددا', 'doit être un nombre'],
  isBoolean: ['يجب أن يكون true أو false', 'doit être true ou false'],
  isString: ['يجب أن يكون نصا', 'doit être un texte'],
  min: ['يجب ألا يقل عن {n}', 'ne doit pas être inférieur à {n}'],
  max: ['يجب ألا يزيد على {n}', 'ne doit pas être supérieur à {n}'],
  maxLength: ['يجب ألا يزيد على {n} حرفا', 'ne doit pas dépasser {n} caractères'],
  isLength: ['يجب أن يكون طوله {n}', 'doit avoir une longueur de {n}'],
  isTimeZone: ['يجب أن يكون منطقة زمنية من IANA', 'doit être un fuseau horaire IANA'],
  isLatitude: ['يجب أن يكون خط عرض', 'doit être une latitude'],
  isLongitude: ['يجب أن يكون خط طول', 'doit être une longitude'],
  isWeek: [
    'يجب أن يكون ساعات عمل مثل "Tu-Su 10:00-17:00"',
    'doit être des horaires comme "Tu-Su 10:00-17:00"',
  ],
  areSpans: ['يجب أن يكون ساعات مثل "10:00-14:00"', 'doit être des heures comme "10:00-14:00"'],
  isNotBefore: ['يجب ألا يسبق {field}', 'ne doit pas précéder {field}'],
  endsAfterItBegins: ['يجب ألا ينتهي قبل أن يبدأ', 'ne doit pas finir avant de commencer'],
};

/** The same for rules that check a pattern, by what they say in English. */
const PATTERNS: readonly (readonly [en: RegExp, ar: string, fr: string])[] = [
  [
    /lower-case words/,
    'يجب أن يكون كلمات صغيرة الأحرف تصلها شرطات',
    'doit être des mots en minuscules joints par des traits d’union',
  ],
  [/two capital letters/, 'يجب أن يكون حرفين كبيرين', 'doit être deux lettres majuscules'],
  [/three capital letters/, 'يجب أن يكون ثلاثة أحرف كبيرة', 'doit être trois lettres majuscules'],
  [/three digits/, 'يجب أن يكون ثلاثة أرقام', 'doit être trois chiffres'],
  [
    /capitals, digits/,
    'يجب أن يكون أحرفا كبيرة وأرقاما وشرطات سفلية',
    'doit être des majuscules, des chiffres et des tirets bas',
  ],
  [/must be a day/, 'يجب أن يكون يوما مثل 2024-06-05', 'doit être un jour comme 2024-06-05'],
  [/must be a date in EDTF/, MESSAGES.date.AR, MESSAGES.date.FR],
];

/** What a rule of class-validator says, in a language. */
export function wordedRule(lang: Lang, rule: string, english: string): string {
  if (lang === Lang.EN) return english;
  const pattern = rule === 'matches' ? PATTERNS.find(([en]) => en.test(english))?.slice(1) : RULES[rule];
  const text = pattern?.[lang === Lang.AR ? 0 : 1];
  // A rule that this table has not heard of is better told in English than not at all.
  if (typeof text !== 'string') return english;
  return filledIn(text, {
    n: english.match(/\d[\d.]*/g)?.join(' - ') ?? '',
    list: /(?:one of|values:) (.*)$/.exec(english)?.[1] ?? '',
    field: /before (\w+)/.exec(english)?.[1] ?? '',
  });
}

function filledIn(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
