import { describe, expect, it } from 'vitest'
import { compareTranslations } from './translations.mjs'

describe('comparing translations', () => {
  it('accepts the same keys, variables and all plural forms of both languages', () => {
    const english = {
      page: { title: 'Hello {{name}}', badges_one: 'one badge', badges_other: '{{count}} badges' },
    }
    const spanish = {
      page: {
        title: 'Hola, {{ name }}',
        badges_one: '{{count}} insignia',
        badges_many: '{{count}} de insignias',
        badges_other: '{{count}} insignias',
      },
    }
    expect(compareTranslations(english, spanish)).toEqual([])
  })

  it('names a key that one language lacks', () => {
    expect(compareTranslations({ a: 'x', b: { c: 'x' } }, { a: 'y' })).toEqual(['es lacks b.c'])
    expect(compareTranslations({}, { a: 'y' })).toEqual(['en lacks a'])
  })

  it('names a variable, a reference or a tag that one language lacks', () => {
    expect(compareTranslations({ a: '{{name}}' }, { a: 'x' })).toEqual([
      'a refers to {{name}} in en, to nothing in es',
    ])
    expect(compareTranslations({ a: '<b>x</b>' }, { a: 'x' })).toEqual([
      'a refers to <b> in en, to nothing in es',
    ])
    expect(compareTranslations({ a: '$t(x)' }, { a: '$t(y)' })).toEqual([
      'a refers to $t(x) in en, to $t(y) in es',
    ])
  })

  it('ignores how a variable is formatted', () => {
    expect(compareTranslations({ a: '{{when, datetime}}' }, { a: '{{- when}}' })).toEqual([])
  })

  it('names a missing plural form, the one for a million too', () => {
    const english = { a_one: 'x', a_other: '{{count}} x' }
    const spanish = { a_one: 'y', a_other: '{{count}} y' }
    expect(compareTranslations(english, spanish)).toEqual(['es: a lacks the plural form many'])
    expect(compareTranslations({ a_other: '{{count}} x' }, { ...spanish, a_many: '{{count}} y' })).toEqual([
      'en: a lacks the plural form one',
    ])
  })

  it('asks for the ordinal forms of each language', () => {
    const english = {
      a_ordinal_one: '{{count}}st',
      a_ordinal_two: '{{count}}nd',
      a_ordinal_few: '{{count}}rd',
      a_ordinal_other: '{{count}}th',
    }
    expect(compareTranslations(english, { a_ordinal_other: '{{count}}.º' })).toEqual([])
    expect(
      compareTranslations({ ...english, a_ordinal_few: undefined }, { a_ordinal_other: '{{count}}.º' }),
    ).toContain('en: a_ordinal_few is empty or not a text')
  })

  it('takes a single key that ends in _other for a key', () => {
    expect(compareTranslations({ reason_other: 'Other' }, { reason_other: 'Otro' })).toEqual([])
  })

  it('names texts that are empty or no text', () => {
    expect(compareTranslations({ a: ' ', b: ['x'] }, { a: 'y', b: 'y' })).toEqual([
      'en: a is empty or not a text',
      'en: b is empty or not a text',
    ])
  })
})
