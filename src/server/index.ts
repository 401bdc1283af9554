export { serveStudio, type StudioServer } from './studio.ts';
