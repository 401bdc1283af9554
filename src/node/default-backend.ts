// In Node the default backend has a thread for each core, or as many as ELMAN_THREADS says.
import { offerDefaultBackend } from '../backend/select.ts';
import { createNodeBackend } from './backend.ts';

offerDefaultBackend(() => createNodeBackend());
