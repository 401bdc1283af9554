import { createWebBackend, setDefaultBackend } from 'elman-rnn';
import { serveRuns } from 'elman-rnn/protocol';
import model from '../../../../models/digit.safetensors?url';
import { fetched } from '../../../models/fetched.ts';
import { workerPort } from '../../../worker/port.ts';
import { digitProgram } from './program.ts';

// One image is done before a second thread has started.
setDefaultBackend(() => createWebBackend({ threads: 1 }).backend);
serveRuns(digitProgram(fetched(model)), workerPort());
