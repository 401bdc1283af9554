import { createWebBackend, setDefaultBackend } from 'elman-rnn';
import { serveRuns } from 'elman-rnn/protocol';
import model from '../../../../models/emoji-ko.safetensors?url';
import { fetched } from '../../../models/fetched.ts';
import { workerPort } from '../../../worker/port.ts';
import { captionProgram } from './program.ts';

// So small a network answers before a second thread has started.
setDefaultBackend(() => createWebBackend({ threads: 1 }).backend);
serveRuns(captionProgram(fetched(model)), workerPort());
