/**
 * Headers of a page whose address is a secret: nobody is to find it, keep it, or be told it as where a visitor came from. Not
 * `no-referrer`: browsers then send forms without an origin, and those are refused.
 */
export const secretAddressHeaders = () => ({
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
})
