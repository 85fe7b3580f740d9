/** Where the routes of this feature are, and where they stand in the documentation. */
export const TAG = 'Achievements'
export const ACHIEVEMENTS = '/organizations/{org}/achievements'
export const ACHIEVEMENT = `${ACHIEVEMENTS}/{achievement}`
