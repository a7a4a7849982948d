import { registerEnumType } from 'type-graphql';
import { labelEnum } from './labels.js';

/** The languages of the registry, in the order in which a reader without preferences is served. */
export enum Lang {
  AR = 'AR',
  EN = 'EN',
  FR = 'FR',
}

registerEnumType(Lang, {
  name: 'Lang',
  description:
    'A language of the registry. A text is served in the first that it has of those a field prefers, then of those of Accept-Language, then of AR, EN, FR.',
  valuesConfig: {
    AR: { description: 'Arabic.' },
    EN: { description: 'English.' },
    FR: { description: 'French.' },
  },
});

labelEnum(Lang, {
  AR: ['العربية', 'Arabe'],
  EN: ['الإنجليزية', 'Anglais'],
  FR: ['الفرنسية', 'Français'],
});

/** Every language, in fallback order: Arabic, English, French. */
export const LANGS: readonly Lang[] = [Lang.AR, Lang.EN, Lang.FR];
