import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import { Badge, Button, ButtonLink, Item, ItemList, LedgerSection, StruckRow } from '../../../ui/index.ts'
import type { ShownBadge } from '../present.ts'
import { useDay } from './use-day.ts'

export interface BadgesProps {
  readonly badges: readonly ShownBadge[]
  readonly timeZone: string
}

export interface ExpiresProps extends BadgesProps {
  /** Organizations that the person belongs to: where a badge is renewed. */
  readonly organizations: readonly { readonly id: string; readonly slug: string }[]
}

/** Badges that end within weeks, with what is left of them. */
export function Expires({ badges, timeZone, organizations }: ExpiresProps) {
  const { t } = useTranslation('home')
  const day = useDay(timeZone)
  if (badges.length === 0) return null
  return (
    <LedgerSection title={t('home:section.expires')} note={t('home:section.expires_note')}>
      <ItemList label={t('home:section.expires')}>
        {badges.map(({ id, name, badge, daysLeft = 0, validUntil, lived, ...renewal }) => (
          <Item
            key={id}
            {...(badge === undefined ? {} : { art: <Badge definition={badge} size={64} /> })}
            title={
              <Link to={`/backpack/${id}`}>
                <bdi>{name}</bdi>
              </Link>
            }
            end={<Renewal name={name} {...renewal} organizations={organizations} />}
          >
            <span className="amber strong">
              {daysLeft === 0 ? t('home:expires.today') : t('home:expires.left', { count: daysLeft })}
            </span>{' '}
            {validUntil !== undefined && t('home:expires.until', { date: day(validUntil) })}
            {lived !== undefined && <Life lived={lived} />}
          </Item>
        ))}
      </ItemList>
    </LedgerSection>
  )
}

/** Begins the renewal where it can; elsewhere, and for who left, it leads to what is asked. */
function Renewal({
  name,
  renew,
  renewal,
  organizations,
}: Pick<ShownBadge, 'name' | 'renew' | 'renewal'> & Pick<ExpiresProps, 'organizations'>) {
  const { t } = useTranslation(['home', 'credentials'])
  const which = <span className="sr">: {name}</span>
  const slug = organizations.find(({ id }) => id === renew?.orgId)?.slug
  if (renew !== undefined && slug !== undefined)
    return (
      <Form method="post" action={`/o/${slug}/renewals`}>
        <input type="hidden" name="credentialId" value={renew.credentialId} />
        <Button small>
          {t('credentials:renewal.renew')}
          {which}
        </Button>
      </Form>
    )
  if (renewal === undefined) return null
  return (
    <ButtonLink small to={renewal} reloadDocument>
      {t('home:expires.renew')}
      {which}
    </ButtonLink>
  )
}

/** How much of its life is over; the words beside it say the same. */
function Life({ lived }: { readonly lived: number }) {
  const share = `${Math.round(lived * 100)}%`
  return (
    <span className="life" aria-hidden="true">
      <i style={{ width: share }} />
      <b style={{ insetInlineStart: share }} />
    </span>
  )
}

/** What came into the backpack lately. */
export function Added({ badges, timeZone }: BadgesProps) {
  const { t } = useTranslation('home')
  const day = useDay(timeZone)
  if (badges.length === 0) return null
  return (
    <LedgerSection title={t('home:section.new')} note={t('home:section.new_note')}>
      <ul className="added">
        {badges.map(({ id, name, issuerName, source, addedAt, badge, signing }) => (
          <li key={id}>
            <span>
              <Link className="ink strong" to={`/backpack/${id}`}>
                <bdi>{name}</bdi>
              </Link>{' '}
              <span className="mid">
                {source === 'issued'
                  ? t('home:new.issued', { issuer: issuerName ?? '', date: day(addedAt) })
                  : issuerName === undefined
                    ? t('home:new.imported_unnamed', { date: day(addedAt) })
                    : t('home:new.imported', { issuer: issuerName, date: day(addedAt) })}
                {signing && <>, {t('home:signing')}</>}
              </span>
            </span>
            {badge !== undefined && <StruckRow definition={badge} height={24} />}
          </li>
        ))}
      </ul>
    </LedgerSection>
  )
}
