import { AppError } from '../../../app-error.ts'
import { currentLanguage } from '../../../i18n/current.ts'
import { translateIn } from '../../../i18n/server.ts'

/** Why a picture is not taken as badge art; each is a sentence in `errors.json`. */
export type ArtRefusal =
  | 'art_kind'
  | 'art_too_large'
  | 'art_png_damaged'
  | 'art_png_dimensions'
  | 'art_svg_damaged'
  | 'art_svg_encoding'
  | 'art_svg_doctype'
  | 'art_svg_entity'
  | 'art_svg_script'
  | 'art_svg_element'
  | 'art_svg_external'
  | 'art_svg_style'
  | 'art_svg_too_big'

/** An `invalid_input` at the field `file`; `detail` is the name of the thing that is refused. */
export function artRefusal(code: ArtRefusal, detail = ''): AppError {
  const t = translateIn(currentLanguage())
  const message = String(t(`errors:${code}` as 'errors:not_found', { detail: detail.slice(0, 60) }))
  return new AppError('invalid_input', message, { fields: [{ path: 'file', code, message }] })
}
