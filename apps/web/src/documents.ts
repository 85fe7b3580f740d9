import { Hono } from 'hono'
import type { AppEnvironment } from './app.ts'

/** Documents that verifiers fetch: the issuer's keys, status lists, credentials as JSON. They need no session and no page. */
export const publicDocuments = new Hono<AppEnvironment>()
