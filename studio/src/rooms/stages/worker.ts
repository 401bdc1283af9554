import { createWebBackend, setDefaultBackend } from 'elman-rnn';
import { serveRuns } from 'elman-rnn/protocol';
import { workerPort } from '../../worker/port.ts';
import { stagesProgram } from './program.ts';

// So small a network is done before a second thread has started.
setDefaultBackend(() => createWebBackend({ threads: 1 }).backend);
serveRuns(stagesProgram(), workerPort());
