export type { EventualProgram, Port, Program, Reply, Request } from './messages.ts';
export { problemOf, type Problem } from './problem.ts';
export type { RunDetail, RunSample, RunsAnswer, RunState, RunSummary } from './runs.ts';
export { serveRuns, type ServeOptions } from './serve-runs.ts';
