/** The command was used wrongly, or a file it needs cannot be read; its message is shown and the exit code is 2. */
export class UsageError extends Error {}
