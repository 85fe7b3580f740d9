import { sql } from 'kysely'
import { inSystem, type SystemScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { AuthMail } from '../../../http/auth.ts'
import { currentLanguage } from '../../../i18n/current.ts'
import { queueLetter } from '../../mail/commands.ts'
import { currentDelivery } from './delivery.ts'
import { makeToken } from './tokens.ts'

/** Where each letter of the sign-in library leads. A page with a button, because mail scanners open links. */
const LINKS: Record<AuthMail['template'], string> = {
  verify_address: '/sign-up/confirm',
  sign_in_link: '/sign-in/link',
  reset_password: '/sign-in/new-password',
  address_in_use: '/sign-in',
}

/** Letters that open an account: where each went is kept as long as its link works. */
const OPENING = { sign_in_link: 'sign_in_link', reset_password: 'reset_link' } as const

/** Queues a letter that the sign-in library asked for. */
export async function sendAuthMail(deps: Deps, { template, to, userId, token }: AuthMail): Promise<void> {
  const delivery = currentDelivery() ?? { to }
  const link = new URL(LINKS[template], deps.config.publicUrl)
  if (token !== '') link.searchParams.set('token', token)
  if (delivery.next !== undefined && delivery.next !== '/home') link.searchParams.set('next', delivery.next)
  await inSystem(deps, async (scope) => {
    const person = await findAddressee(scope, userId, to)
    if (template === 'sign_in_link' || template === 'reset_password')
      await makeToken(scope, {
        purpose: OPENING[template],
        token,
        minutes: 60,
        data: { address: delivery.to },
      })
    await queueLetter(scope, {
      template,
      to: delivery.to,
      language: person?.userId == null ? currentLanguage() : person.locale,
      values: { address: delivery.to },
      link: link.href,
      ...(person === undefined ? {} : { personId: person.id }),
    })
  })
}

function findAddressee(scope: SystemScope, userId: string | undefined, address: string) {
  const query = scope.db.selectFrom('person').select(['person.id', 'person.locale', 'person.userId'])
  return userId === undefined
    ? query
        .innerJoin('personEmail', 'personEmail.personId', 'person.id')
        .where(sql`lower(address)`, '=', address.toLowerCase())
        .where('userId', 'is not', null)
        .executeTakeFirst()
    : query.where('userId', '=', userId).executeTakeFirst()
}
