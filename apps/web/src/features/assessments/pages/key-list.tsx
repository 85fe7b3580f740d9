import { useTranslation } from 'react-i18next'
import { Button, Dialog, KeyHints } from '../../../ui/index.ts'

export interface KeyListProps {
  readonly open: boolean
  readonly onClose: () => void
  /** The highest level. */
  readonly top: number
}

/** All keys of the page. */
export function KeyList({ open, onClose, top }: KeyListProps) {
  const { t } = useTranslation(['assessments'])
  return (
    <Dialog open={open} onClose={onClose} title={t('assessments:keys.title')}>
      <p className="small mid">{t('assessments:keys.where')}</p>
      <KeyHints
        lines={[
          { keys: [`1–${top}`], does: t('assessments:keys.score') },
          { keys: ['0'], does: t('assessments:keys.not_shown') },
          { keys: ['J'], does: t('assessments:keys.next_row') },
          { keys: ['K'], does: t('assessments:keys.last_row') },
          { keys: ['Tab'], does: t('assessments:keys.comment') },
          { keys: ['R'], does: t('assessments:keys.return') },
          { keys: ['?'], does: t('assessments:keys.all') },
        ]}
      />
      <Button type="button" onClick={onClose}>
        {t('assessments:keys.close')}
      </Button>
    </Dialog>
  )
}
