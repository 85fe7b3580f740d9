import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { formValue, parseInput } from '../../../http/input.ts'
import { attempt, contextOf, problemOf } from '../../../http/request-context.ts'
import { countSignInTry, signUp } from '../commands.ts'
import { signUpSchema } from '../schema.ts'
import type { Route } from './+types/sign-up'

export function action(args: Route.ActionArgs) {
  return attempt(args, async () => {
    const { deps, language, clientAddress } = contextOf(args)
    const input = parseInput(signUpSchema, formValue(await args.request.formData()), language)
    await countSignInTry(deps, input.email, clientAddress)
    await signUp(deps, args.request.headers, input)
    return { sent: input.email }
  })
}

export default function SignUp({ actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['identity', 'common'])
  const problem = problemOf(actionData)
  const sent = actionData !== undefined && 'sent' in actionData ? actionData.sent : undefined
  return (
    <div className="wrap head">
      <title>{t('common:page_title', { title: t('identity:sign_up.title') })}</title>
      <h1>{t('identity:sign_up.title')}</h1>
      {sent === undefined ? (
        <Form method="post">
          {problem !== undefined && <p role="alert">{problem.message}</p>}
          <p>
            <label htmlFor="name">{t('identity:name')}</label>
            <input className="field" id="name" name="name" autoComplete="name" required maxLength={200} />
          </p>
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
              autoComplete="new-password"
              required
              minLength={10}
            />
          </p>
          <button className="btn primary" type="submit">
            {t('identity:sign_up.title')}
          </button>
        </Form>
      ) : (
        <p role="status">{t('identity:sign_up.sent', { address: sent })}</p>
      )}
    </div>
  )
}
