import { useTranslation } from 'react-i18next'
import { type BadgeDefinition, badgeAltText, badgeWords } from '../../../ui/badge-art/index.ts'
import { Badge } from '../../../ui/index.ts'

export interface ArtPreviewProps {
  readonly drawing: BadgeDefinition
  /** Whether the organization has a picture of its own in place of the drawing. */
  readonly uploaded: boolean
  /** Address of that picture. */
  readonly picture: string
  readonly size: number
}

/** The badge of a definition as it is now: the uploaded picture, else the drawing. */
export function ArtPreview({ drawing, uploaded, picture, size }: ArtPreviewProps) {
  const { i18n } = useTranslation()
  if (uploaded)
    return <img src={picture} alt={drawing.title} width={size} height={size} className="own-art" />
  const words = badgeWords[i18n.language === 'es' ? 'es' : 'en']
  return <Badge definition={drawing} size={size} label={badgeAltText(drawing, words)} />
}
