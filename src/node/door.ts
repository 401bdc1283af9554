/** The public door as Node programs find it: the same as everywhere, and threads. */
import './default-backend.ts';

export * from '../index.ts';
