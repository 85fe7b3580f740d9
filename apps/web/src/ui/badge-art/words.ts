import type { BadgeWords } from './alt-text.ts'

/** The words of the languages that Assay speaks; another language passes its own. */
export const badgeWords: Readonly<Record<'en' | 'es', BadgeWords>> = {
  en: {
    categories: {
      safety: 'safety',
      handling: 'handling',
      quality: 'quality',
      leadership: 'leadership',
      data: 'data',
      customer: 'customer',
      environment: 'environment',
      compliance: 'compliance',
      milestone: 'milestone',
    },
    shapes: {
      shield: 'shield',
      canted: 'cut-corner square',
      oval: 'oval',
      lancet: 'pointed arch',
      hexagon: 'hexagon',
      quatrefoil: 'four-leaf',
      vesica: 'pointed oval',
      plaque: 'notched plaque',
      rosette: 'scalloped round',
    },
    struck:
      '{title}. {issuer}, {category}, {shape} cartouche, level {level} of {levels}, struck {year} (year letter {letter}).',
    struckWithoutLevel:
      '{title}. {issuer}, {category}, {shape} cartouche, struck {year} (year letter {letter}).',
    place: '{title}. {issuer}, {category}, {shape} cartouche, not struck yet.',
  },
  es: {
    categories: {
      safety: 'seguridad',
      handling: 'manipulación',
      quality: 'calidad',
      leadership: 'liderazgo',
      data: 'datos',
      customer: 'atención al cliente',
      environment: 'medio ambiente',
      compliance: 'cumplimiento',
      milestone: 'hito',
    },
    shapes: {
      shield: 'escudo',
      canted: 'cuadrado de esquinas cortadas',
      oval: 'óvalo',
      lancet: 'arco apuntado',
      hexagon: 'hexágono',
      quatrefoil: 'cuatro hojas',
      vesica: 'óvalo apuntado',
      plaque: 'placa con muescas',
      rosette: 'círculo festoneado',
    },
    struck:
      '{title}. {issuer}, {category}, marco: {shape}, nivel {level} de {levels}, acuñada en {year} (letra del año: {letter}).',
    struckWithoutLevel:
      '{title}. {issuer}, {category}, marco: {shape}, acuñada en {year} (letra del año: {letter}).',
    place: '{title}. {issuer}, {category}, marco: {shape}, aún sin acuñar.',
  },
}
