import { createWebBackend, setDefaultBackend } from 'elman-rnn';
import { serveRuns } from 'elman-rnn/protocol';
import model from '../../../../models/frames.safetensors?url';
import { fetched } from '../../../models/fetched.ts';
import { workerPort } from '../../../worker/port.ts';
import { framesProgram } from './program.ts';

// One frame is done before a second thread has started.
setDefaultBackend(() => createWebBackend({ threads: 1 }).backend);
serveRuns(framesProgram(fetched(model)), workerPort());
