import { createWebBackend, setDefaultBackend } from 'elman-rnn';
import { serveRuns } from 'elman-rnn/protocol';
import { checkProgram } from '../../gradients/check.ts';
import { workerPort } from '../../worker/port.ts';
import { checkedNetwork } from './network.ts';

setDefaultBackend(() => createWebBackend({ threads: 1 }).backend);
serveRuns(checkProgram(checkedNetwork), workerPort());
