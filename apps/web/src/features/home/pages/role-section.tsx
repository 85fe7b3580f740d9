import { useTranslation } from 'react-i18next'
import { ItemList, LedgerSection } from '../../../ui/index.ts'
import type { Duties, RoleDuties } from '../present.ts'
import { Line } from './duty-line.tsx'
import { useDay } from './use-day.ts'

export interface RoleSectionProps {
  readonly duties: Duties
  readonly roles: RoleDuties
  readonly timeZone: string
}

/** What belongs to the other roles of the person in one organization: a line each, in words. */
export function RoleSection({ duties: { slug, organization }, roles, timeZone }: RoleSectionProps) {
  const { t } = useTranslation(['home', 'common'])
  const day = useDay(timeZone)
  const { team, outcomes, recruiting, observing, partner, standsIn } = roles
  const pages = outcomes || recruiting || observing !== undefined || partner
  if (team === undefined && !pages && standsIn.length === 0) return null
  return (
    <LedgerSection title={t('home:section.roles')} note={organization}>
      <ItemList label={t('home:section.roles')}>
        {standsIn.map(({ name, roles: lent, until }) => (
          <Line
            key={`${name} ${until.toISOString()}`}
            title={t('home:roles.stands_in', { name })}
            to={`/o/${slug}/absence`}
            label={t('home:action.absence')}
          >
            {t('home:roles.stands_in_text', {
              roles: lent.map((role) => t(`common:roles.${role}`)).join(', '),
              date: day(until),
            })}
          </Line>
        ))}
        {team !== undefined && (
          <Line
            title={t('home:roles.team', { count: team.people })}
            to={`/o/${slug}/team`}
            label={t('home:action.team')}
          >
            {t('home:roles.team_text', { overdue: team.overdue, lapsing: team.lapsing })}
          </Line>
        )}
        {outcomes && (
          <Line title={t('home:roles.outcomes')} to={`/o/${slug}/outcomes`} label={t('home:action.outcomes')}>
            {t('home:roles.outcomes_text')}
          </Line>
        )}
        {recruiting && (
          <>
            <Line title={t('home:roles.check')} to={`/o/${slug}/check`} label={t('home:action.check')}>
              {t('home:roles.check_text')}
            </Line>
            <Line title={t('home:roles.holders')} to={`/o/${slug}/holders`} label={t('home:action.holders')}>
              {t('home:roles.holders_text')}
            </Line>
          </>
        )}
        {observing !== undefined && (
          <Line
            title={t(observing === 0 ? 'home:roles.observe_none' : 'home:roles.observe', {
              count: observing,
            })}
            to={`/o/${slug}/observe`}
            label={t('home:action.observe')}
          >
            {t('home:roles.observe_text')}
          </Line>
        )}
        {partner && <PartnerLines slug={slug} organization={organization} checks={!recruiting} />}
      </ItemList>
    </LedgerSection>
  )
}

interface PartnerLinesProps extends Pick<Duties, 'slug' | 'organization'> {
  /** False where another role has the page for checking already. */
  readonly checks: boolean
}

/** What a partner works with: what is offered and how it is judged, the issuer behind it, and badges to check. */
function PartnerLines({ slug, organization, checks }: PartnerLinesProps) {
  const { t } = useTranslation('home')
  return (
    <>
      <Line title={t('home:roles.partner')} to={`/o/${slug}/catalog`} label={t('home:action.catalog')}>
        {t('home:roles.partner_text')}
      </Line>
      <Line
        title={t('home:roles.issuer', { organization })}
        to={`/issuers/${slug}`}
        label={t('home:action.issuer')}
      >
        {t('home:roles.issuer_text')}
      </Line>
      {checks && (
        <Line title={t('home:roles.check')} to={`/o/${slug}/check`} label={t('home:action.check')}>
          {t('home:roles.check_partner')}
        </Line>
      )}
    </>
  )
}
