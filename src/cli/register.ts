import type { Command } from 'commander';
import type { Cli } from './cli.ts';

/**
 * A command: how it is called, and what it does. What it needs it imports when it runs, so that help comes at once.
 * @param end tells the status to end with, when that is not 0
 */
export type Register = (program: Command, cli: Cli, end: (status: number) => void) => void;
