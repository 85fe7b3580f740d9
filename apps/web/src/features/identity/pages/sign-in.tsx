import { useTranslation } from 'react-i18next'
import { Form, Link, redirect } from 'react-router'
import { formValue, parseInput } from '../../../http/input.ts'
import { attempt, contextOf, problemOf } from '../../../http/request-context.ts'
import { countSignInTry, mailSignInLink, signInByPassword } from '../commands.ts'
import { addressOnlySchema, safeNext, signInSchema } from '../schema.ts'
import type { Route } from './+types/sign-in'

export function loader(args: Route.LoaderArgs) {
  const { person } = contextOf(args)
  const next = safeNext(new URL(args.request.url).searchParams.get('next'))
  if (person !== undefined) throw redirect(next)
  return { next }
}

export function action(args: Route.ActionArgs) {
  return attempt(args, async () => {
    const { deps, language, clientAddress } = contextOf(args)
    const form = await args.request.formData()
    const { intent, next, ...fields } = formValue(form)
    if (intent === 'link') {
      const { email } = parseInput(addressOnlySchema, { email: fields.email }, language)
      await countSignInTry(deps, email, clientAddress)
      await mailSignInLink(deps, args.request.headers, email)
      return { sent: email }
    }
    const input = parseInput(signInSchema, fields, language)
    await countSignInTry(deps, input.email, clientAddress)
    const headers = await signInByPassword(deps, args.request.headers, input)
    throw redirect(safeNext(String(next ?? '')), { headers })
  })
}

export default function SignIn({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const problem = problemOf(actionData)
  const sent = actionData !== undefined && 'sent' in actionData ? actionData.sent : undefined
  return (
    <div className="wrap head">
      <title>{t('common:page_title', { title: t('identity:sign_in.title') })}</title>
      <h1>{t('identity:sign_in.title')}</h1>
      {sent !== undefined && <p role="status">{t('identity:sign_in.link_sent', { address: sent })}</p>}
      {problem !== undefined && <p role="alert">{problem.message}</p>}
      <Form method="post">
        <input type="hidden" name="next" value={loaderData.next} />
        <p>
          <label htmlFor="email">{t('identity:email')}</label>
          <input className="field" id="email" name="email" type="email" autoComplete="username" required />
        </p>
        <p>
          <label htmlFor="password">{t('identity:password')}</label>
          <input
            className="field"
            id="password"
            name="password"
            type="password"
            autoComplete="current-password"
          />
        </p>
        <p className="row">
          <button className="btn primary" type="submit" name="intent" value="password">
            {t('common:sign_in')}
          </button>
          <button className="btn" type="submit" name="intent" value="link">
            {t('identity:sign_in.mail_link')}
          </button>
        </p>
      </Form>
      <p>
        <Link to="/sign-up">{t('identity:sign_up.title')}</Link>
      </p>
    </div>
  )
}
