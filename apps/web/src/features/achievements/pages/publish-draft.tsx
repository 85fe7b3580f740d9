import { useTranslation } from 'react-i18next'
import type { FormState } from '../../../form-errors.tsx'
import { Button, LedgerSection, Note, TextAreaField } from '../../../ui/index.ts'
import type { DraftCheck } from '../queries/one.ts'
import { partOfPath, useFieldWords } from './field-words.ts'

export interface PublishDraftProps {
  readonly draft: { readonly id: string; readonly revision: number; readonly number: number }
  readonly check: DraftCheck
  /** Nothing was published before. */
  readonly first: boolean
  /** Address of the editor. */
  readonly edit: string
  readonly form: FormState
}

/** What stands in the way of publishing; when nothing does, the button with what it will do. */
export function PublishDraft({ draft, check, first, edit, form }: PublishDraftProps) {
  const { t } = useTranslation(['achievements', 'common'])
  const words = useFieldWords()
  const { problems, warnings } = check
  return (
    <LedgerSection
      title={t('achievements:publish.title')}
      note={t('achievements:publish.note', { number: draft.number })}
    >
      <div className="stack">
        {problems.length > 0 && (
          <Note tone="amber" title={t('achievements:publish.missing', { count: problems.length })}>
            <ul>
              {problems.map(({ path, message }) => (
                <li key={`${path} ${message}`}>
                  <a href={`${edit}?part=${partOfPath(path)}#f-${path}`}>{words(path)}</a>: {message}
                </li>
              ))}
            </ul>
          </Note>
        )}
        {warnings.map(({ code, count, effortHours }) => (
          <Note key={code} title={t('achievements:publish.question')}>
            {t(`achievements:warnings.${code}`, { count, effort: effortHours })}
          </Note>
        ))}
        {problems.length === 0 && (
          <form method="post" className="form">
            <input type="hidden" name="intent" value="publish" />
            <input type="hidden" name="version" value={draft.id} />
            <input type="hidden" name="revision" value={draft.revision} />
            <p>{t(first ? 'achievements:publish.first' : 'achievements:publish.next')}</p>
            <TextAreaField
              name="changeNote"
              label={t('achievements:publish.change_note')}
              hint={t('achievements:publish.change_hint')}
              optional={t('common:optional')}
              rows={2}
              maxLength={1000}
              defaultValue={form.typed('changeNote')}
              error={form.error('changeNote')}
            />
            <div className="actions">
              <Button look="first">{t('achievements:publish.go', { number: draft.number })}</Button>
            </div>
          </form>
        )}
      </div>
    </LedgerSection>
  )
}
