/** The command was used wrongly; its message is shown and the exit code is 2. */
export class UsageError extends Error {}
