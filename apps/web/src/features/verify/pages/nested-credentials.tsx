import { useTranslation } from 'react-i18next'
import { Item, ItemList, Tag } from '../../../ui/index.ts'
import type { NestedView } from '../schema/report-view.ts'
import { codeSentence } from '../schema/verdict-sentence.ts'

const TONES = { valid: 'pass', inconclusive: 'amber', invalid: 'fail' } as const

/** The credentials inside a record, each with its own verdict and what that rests on. */
export function NestedCredentials({ nested }: { readonly nested: readonly NestedView[] }) {
  const { t } = useTranslation('verify')
  return (
    <ItemList label={t('verify:nested.title')}>
      {nested.map((one) => (
        <Item
          key={one.pointer}
          title={<bdi>{one.claims.achievementName ?? one.claims.name ?? t('verify:nested.unnamed')}</bdi>}
          end={<Tag tone={TONES[one.verdict]}>{t(`verify:verdict.${one.verdict}`)}</Tag>}
        >
          <Words one={one} />
        </Item>
      ))}
    </ItemList>
  )
}

function Words({ one: { level, decisive, issuer, sameSubject } }: { readonly one: NestedView }) {
  const { t } = useTranslation('verify')
  const issued =
    issuer === undefined
      ? t('verify:nested.unknown_issuer')
      : t('verify:nested.issuer', { issuer: issuer.name ?? issuer.identity })
  return (
    <>
      {level > 1 && `${'›'.repeat(level - 1)} `}
      {issued}
      {issuer?.name !== undefined && ` (${issuer.identity})`}
      {decisive !== undefined && ` · ${codeSentence(t, decisive, decisive)}`}
      {` · ${t(sameSubject ? 'verify:nested.same' : 'verify:nested.other')}`}
    </>
  )
}
