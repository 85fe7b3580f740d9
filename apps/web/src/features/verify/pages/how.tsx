import type { CheckId } from '@assay/verifier'
import { useTranslation } from 'react-i18next'
import { Facts, Head, LedgerSection, More, Page, StateMark, Tag } from '../../../ui/index.ts'
import '../../../ui/pages/verify.css'
import { contextOf } from '../../../http/request-context.ts'
import { codesOfChecks } from '../schema/codes-of-checks.ts'
import { codeAdvice, codeSentence } from '../schema/verdict-sentence.ts'
import type { Route } from './+types/how'

export const handle = { plain: true }

export function loader(args: Route.LoaderArgs) {
  return { codes: codesOfChecks(), origin: contextOf(args).deps.config.publicUrl }
}

export default function How({ loaderData: { codes, origin } }: Route.ComponentProps) {
  const { t } = useTranslation(['verify', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: t('verify:how.title') })}</title>
      <Head title={t('verify:how.title')} lede={t('verify:how.lede')} />
      <LedgerSection title={t('verify:how.verdicts')} note={t('verify:how.verdicts_note')} rule="main">
        <ul className="answers">
          <li>
            <Tag tone="pass">{t('verify:verdict.valid')}</Tag> {t('verify:how.valid')}
          </li>
          <li>
            <Tag tone="amber">{t('verify:verdict.inconclusive')}</Tag> {t('verify:how.inconclusive')}
          </li>
          <li>
            <Tag tone="fail">{t('verify:verdict.invalid')}</Tag> {t('verify:how.invalid')}
          </li>
        </ul>
      </LedgerSection>
      <LedgerSection title={t('verify:how.marks')} note={t('verify:how.marks_note')}>
        <ul className="answers marks-legend">
          {(['passed', 'half', 'unknown', 'failed', 'empty'] as const).map((mark, index) => (
            <li key={mark}>
              <StateMark state={mark} /> {t(`verify:outcome.${OUTCOMES[index] ?? 'skipped'}`)}
            </li>
          ))}
        </ul>
      </LedgerSection>
      <LedgerSection title={t('verify:how.checks')} note={t('verify:how.checks_note')}>
        {codes.map(({ id, codes: own }) => (
          <CheckExplained key={id} id={id} codes={own} />
        ))}
      </LedgerSection>
      <LedgerSection title={t('verify:how.yourself')} note={t('verify:how.yourself_note')}>
        <p>{t('verify:how.yourself_text')}</p>
        <pre className="command">
          <code>{`npx assay verify --allow-origin ${origin} badge.png`}</code>
        </pre>
        <p>{t('verify:how.api_text')}</p>
      </LedgerSection>
    </Page>
  )
}

const OUTCOMES = ['passed', 'warning', 'unknown', 'failed', 'skipped'] as const

interface CheckExplainedProps {
  readonly id: CheckId
  readonly codes: readonly { readonly code: string; readonly message: string }[]
}

function CheckExplained({ id, codes }: CheckExplainedProps) {
  const { t } = useTranslation('verify')
  const items = codes.map(({ code, message }) => ({
    term: code,
    value: (
      <>
        {codeSentence(t, code, message)} <span className="dim">{codeAdvice(t, code)}</span>
      </>
    ),
  }))
  return (
    <section className="explained" id={id}>
      <h3>{t(`verify:checks.${id}.title`)}</h3>
      <p>{t(`verify:checks.${id}.question`)}</p>
      <More summary={`${t('verify:how.codes')} (${codes.length})`}>
        <Facts items={items} />
      </More>
    </section>
  )
}
