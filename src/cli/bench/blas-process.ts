// Run by itself, to time the BLAS in another environment: prints what it found as JSON.
import { measureBlas } from './blas.ts';

process.stdout.write(JSON.stringify(measureBlas()));
