import { Hono } from 'hono'
import type { AppEnvironment } from './app.ts'
import { hostService } from './features/host/api/host-service.ts'
import { oauthServer } from './features/host/api/oauth.ts'

/** What other platforms call that people let into their backpacks: the standard's API and its authorization server. */
export const hostServices = new Hono<AppEnvironment>().route('/', oauthServer()).route('/', hostService())
