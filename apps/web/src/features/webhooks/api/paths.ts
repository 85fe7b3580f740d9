import { z } from 'zod'

export const TAG = 'Webhooks'
export const PATH = '/organizations/{org}/webhooks'
export const ONE = `${PATH}/{webhook}`
export const one = z.object({ webhook: z.uuid() })
export const nothing = z.object({})
