import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, Note } from '../../../ui/index.ts'

interface PasskeyButtonProps {
  readonly children: ReactNode
  /** Asks the authenticator; answers what is sent, undefined when the person called it off. */
  readonly ask: () => Promise<string | undefined>
  readonly intent?: string
}

/** Asks for a passkey, then sends the form that it stands in with the answer. It says so where scripts do not run. */
export function PasskeyButton({ children, ask, intent }: PasskeyButtonProps) {
  const { t } = useTranslation('identity')
  const answer = useRef<HTMLInputElement>(null)
  const [state, setState] = useState<'waiting' | 'ready' | 'none' | 'called_off'>('waiting')
  useEffect(() => setState(typeof PublicKeyCredential === 'undefined' ? 'none' : 'ready'), [])
  const press = async () => {
    const given = await ask()
    if (given === undefined || answer.current === null) return setState('called_off')
    answer.current.value = given
    answer.current.form?.requestSubmit()
  }
  return (
    <>
      <input type="hidden" name="passkey" ref={answer} />
      {intent !== undefined && <input type="hidden" name="intent" value={intent} />}
      <noscript>
        <Note tone="amber">{t('passkey.needs_script')}</Note>
      </noscript>
      {state === 'none' && <Note tone="amber">{t('passkey.none_here')}</Note>}
      {state === 'called_off' && (
        <Note tone="amber" urgent>
          {t('passkey.called_off')}
        </Note>
      )}
      <div className="actions">
        <Button type="button" look="first" disabled={state === 'waiting' || state === 'none'} onClick={press}>
          {children}
        </Button>
      </div>
    </>
  )
}
