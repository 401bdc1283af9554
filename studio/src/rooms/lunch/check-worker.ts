import { createWebBackend, setDefaultBackend } from 'elman-rnn';
import { serveRuns } from 'elman-rnn/protocol';
import { checkProgram } from '../../gradients/check.ts';
import { workerPort } from '../../worker/port.ts';
import { LunchNetwork, type Description } from './network.ts';

setDefaultBackend(() => createWebBackend({ threads: 1 }).backend);
serveRuns(
  checkProgram((description: Description) => new LunchNetwork(description)),
  workerPort(),
);
