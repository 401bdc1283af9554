// What runs on a helping thread in Node.
import { workerData } from 'node:worker_threads';
import { help, type HelperSetup } from '../backend/threads/helper.ts';

help(workerData as HelperSetup);
