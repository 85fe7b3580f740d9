/** The badge's picture as struck in the year of the award. The address is signed, so it never changes its form. */
export const imageUrlOf = (issuerUrl: string, versionId: string, awardedAt: Date): string =>
  `${issuerUrl}/badges/${versionId}/${awardedAt.getUTCFullYear()}.png`
