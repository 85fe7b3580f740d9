/** Where the host API of Open Badges 3.0 stands. */
export const HOST_API = '/ims/ob/v3p0'

/** The addresses of the authorization server. */
export const ENDPOINTS = {
  register: '/oauth/register',
  authorize: '/oauth/authorize',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
} as const

/** The page that tells platforms and people what connecting means; terms and privacy are parts of it. */
export const ABOUT_CONNECTING = '/connect'
