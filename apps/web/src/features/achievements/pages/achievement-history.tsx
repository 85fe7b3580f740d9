import { useTranslation } from 'react-i18next'
import { More, Tag, Time } from '../../../ui/index.ts'
import type { Change } from '../present/history.ts'

export interface HistoryVersion {
  readonly id: string
  readonly number: number
  readonly state: 'draft' | 'published' | 'superseded' | 'retired'
  readonly changeNote: string
  readonly publishedAt: Date | null
  readonly updatedAt: Date
  readonly frozenAt: Date | null
  /** From the version before; undefined for the first. */
  readonly changes: readonly Change[] | undefined
}

export interface HistoryProps {
  readonly versions: readonly HistoryVersion[]
  readonly timeZone: string
  /** Public address of the achievement. */
  readonly base: string
}

/** The versions, newest first, each with what changed, in words. */
export function History({ versions, timeZone, base }: HistoryProps) {
  const { t, i18n } = useTranslation('achievements')
  return (
    <ol className="rows history">
      {versions.map((version) => (
        <li key={version.id}>
          <div className="words">
            <h3>
              {version.state === 'draft' ? (
                t('achievements:history.version', { number: version.number })
              ) : (
                <a href={`${base}?version=${version.number}`}>
                  {t('achievements:history.version', { number: version.number })}
                </a>
              )}
            </h3>
            <p>
              {t(
                version.publishedAt === null
                  ? 'achievements:history.saved'
                  : 'achievements:history.published',
              )}{' '}
              <Time
                at={version.publishedAt ?? version.updatedAt}
                locale={i18n.language}
                timeZone={timeZone}
              />
              {version.frozenAt !== null && <> · {t('achievements:history.frozen')}</>}
            </p>
            {version.changeNote !== '' && <p>{version.changeNote}</p>}
            {version.changes !== undefined && <Changes changes={version.changes} />}
          </div>
          <div className="end">
            <Tag tone={version.state === 'published' ? 'pass' : 'plain'}>
              {t(`achievements:version_state.${version.state}`)}
            </Tag>
          </div>
        </li>
      ))}
    </ol>
  )
}

function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const { t } = useTranslation('achievements')
  if (changes.length === 0) return <p className="dim">{t('achievements:history.nothing')}</p>
  return (
    <More summary={t('achievements:history.changes', { count: changes.length })}>
      <ul>
        {changes.map((change, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that is made once and never reordered
          <li key={at}>
            <ChangeLine change={change} />
          </li>
        ))}
      </ul>
    </More>
  )
}

/** Fields whose values are codes that have words of their own. */
const CODED: Readonly<Record<string, string>> = { proofType: 'proof_types', language: 'languages' }

function ChangeLine({ change }: { readonly change: Change }) {
  const { t } = useTranslation('achievements')
  const name = t(`achievements:fields.${change.field}` as 'achievements:fields.name')
  const field = change.of === undefined ? name : t('achievements:history.of', { field: name, of: change.of })
  const told = (value = '') =>
    CODED[change.field] === undefined
      ? value
      : t(`achievements:${CODED[change.field]}.${value}` as 'achievements:untitled')
  const [before, after] = [told(change.before), told(change.after)]
  switch (change.kind) {
    case 'added':
      return <>{t('achievements:history.added', { field, after })}</>
    case 'removed':
      return <>{t('achievements:history.removed', { field, before })}</>
    case 'changed':
      return <>{t('achievements:history.changed', { field, before, after })}</>
  }
}
