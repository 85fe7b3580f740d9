/** What LinkedIn's form for a licence or certification is filled in with. */
export interface LinkedInFacts {
  readonly name: string
  readonly issuerName: string
  readonly validFrom: Date | undefined
  readonly validUntil: Date | undefined
  /** Where others see the badge. */
  readonly url: string
  /** The credential's own id. */
  readonly credentialId: string
}

/** The address of LinkedIn's form, with its documented parameters; months count from 1, days are those of UTC. */
export function linkedInUrl({
  name,
  issuerName,
  validFrom,
  validUntil,
  url,
  credentialId,
}: LinkedInFacts): string {
  const parameters = new URLSearchParams({
    startTask: 'CERTIFICATION_NAME',
    name,
    organizationName: issuerName,
  })
  if (validFrom !== undefined) {
    parameters.set('issueYear', String(validFrom.getUTCFullYear()))
    parameters.set('issueMonth', String(validFrom.getUTCMonth() + 1))
  }
  if (validUntil !== undefined) {
    parameters.set('expirationYear', String(validUntil.getUTCFullYear()))
    parameters.set('expirationMonth', String(validUntil.getUTCMonth() + 1))
  }
  parameters.set('certUrl', url)
  parameters.set('certId', credentialId)
  return `https://www.linkedin.com/profile/add?${parameters}`
}
