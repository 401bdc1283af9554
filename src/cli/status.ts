/** The statuses that the command line ends with. */
export const status = { done: 0, failed: 1, callersFault: 2, interrupted: 130 } as const;
