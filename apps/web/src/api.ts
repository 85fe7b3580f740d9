import { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnvironment } from './app.ts'

/** The REST API: every feature's routes under /v1. */
export const api = new OpenAPIHono<AppEnvironment>()
