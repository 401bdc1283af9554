import { createWebBackend, setDefaultBackend } from 'elman-rnn';
import { serveRuns } from 'elman-rnn/protocol';
import { workerPort } from '../../worker/port.ts';
import { ownProgram } from './program.ts';

setDefaultBackend(() => createWebBackend().backend);
serveRuns(ownProgram(), workerPort());
