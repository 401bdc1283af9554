import process from 'node:process';
import { Unavailable, versionIn } from '../../install.mjs';
import { script, streamSettings, trainSettings } from '../torch/peer.mjs';

const wanted = '1.13';
const places = ['/usr/bin/python3', 'python3'];

/** @type {import('../index.mjs').Peer} */
export const peer = {
  name: 'torch-1.13',
  title: "PyTorch 1.13 as Debian 12 packages it, over the system's OpenBLAS",
  settings: ({ kind }) => (kind === 'train' ? trainSettings(['plain']) : streamSettings(kind)), // its fused Adam is for GPUs alone
  async prepare() {
    const found = [];
    for (const python of [process.env['ELMAN_PYTHON_1_13'], ...places]) {
      const version = python ? await versionIn(python, 'torch') : undefined;
      if (version?.startsWith(wanted)) return { file: python, args: [script] };
      if (version !== undefined) found.push(version);
    }
    throw new Unavailable(
      `no python3 here has torch ${wanted}${found.length > 0 ? ` (there is ${found.join(', ')})` : ''}: Debian 12 has it as python3-torch`,
    );
  },
};
