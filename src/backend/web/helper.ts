// What runs on a helping thread in a browser: a module Worker, which is told once what it is to take part in.
import { help, type HelperSetup } from '../threads/helper.ts';

addEventListener('message', ({ data }: MessageEvent<HelperSetup>) => help(data), { once: true });
