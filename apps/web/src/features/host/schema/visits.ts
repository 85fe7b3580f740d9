/** Where another platform sends a person back. */
export const VISIT_BACK = '/backpack/elsewhere/back'

/** Minutes that a person has to agree at the other platform. */
export const VISIT_MINUTES = 30
/** Visits of one person in an hour: each registers this server anew there. */
export const VISITS = { perPerson: 20, windowSeconds: 3600 }
/** Badges that one visit brings at most, and pages that are asked for. */
export const BROUGHT_AT_MOST = 200
export const PAGES_AT_MOST = 10
/** Bytes of one page. */
export const PAGE_BYTES = 8 * 1024 * 1024
