import type { Deps } from '../../../deps.ts'
import type { DescribedServer } from '../present/service-description.ts'
import { ABOUT_CONNECTING } from '../schema/endpoints.ts'

/** This server as platforms are told of it; an operator may have terms and a privacy policy of their own. */
export function describedServer({ config }: Pick<Deps, 'config'>): DescribedServer {
  const { publicUrl, termsUrl, privacyUrl } = config
  const about = publicUrl + ABOUT_CONNECTING
  return {
    publicUrl,
    title: `Assay, ${new URL(publicUrl).host}`,
    termsUrl: termsUrl ?? `${about}#terms`,
    privacyUrl: privacyUrl ?? `${about}#privacy`,
  }
}
