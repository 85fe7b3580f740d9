import { useTranslation } from 'react-i18next'
import { Time } from '../../../ui/index.ts'
import type { presentAssignment } from '../present.ts'

type AssignmentView = ReturnType<typeof presentAssignment>

/** Says whom an assignment concerns. */
export function useTarget(): (assignment: AssignmentView) => string {
  const { t } = useTranslation('assignments')
  return ({ targetKind, target }) => {
    if (targetKind === 'everybody') return t('assignments:to.everybody')
    if (target === null) return t('assignments:to.gone')
    const name =
      targetKind === 'role' ? t(`assignments:roles.${target}` as 'assignments:roles.learner') : target
    return t(`assignments:to.${targetKind}`, { target: name })
  }
}

/** When it is due, whether it is kept in force, and why it is asked for. */
export function AssignmentWords({
  assignment,
  language,
  timeZone,
}: {
  readonly assignment: AssignmentView
  readonly language: string
  readonly timeZone: string
}) {
  const { t } = useTranslation('assignments')
  const { dueAt, dueDays, renewDays, reason } = assignment
  return (
    <>
      {dueAt === null ? (
        t('assignments:in_days', { count: dueDays ?? 0 })
      ) : (
        <>
          {t('assignments:by_on')} <Time at={dueAt} locale={language} timeZone={timeZone} />
        </>
      )}
      {renewDays !== null && `, ${t('assignments:keeps')}`}. {reason}
    </>
  )
}
