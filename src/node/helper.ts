// What runs on a helping thread in Node.
import { workerData } from 'node:worker_threads';
import { giveUp, help, type HelperSetup } from '../backend/threads/helper.ts';
import { loadBlas } from './blas.ts';

const setup = workerData as HelperSetup;
try {
  help(setup, setup.blas === undefined ? undefined : loadBlas(setup.blas));
} catch (error) {
  giveUp(setup);
  throw error;
}
