import type { Kernels } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

/** Steps of the optimisers over n contiguous parameters. The gradient itself is left as it is. */
export function updateKernels(
  memory: ReferenceMemory,
): Pick<Kernels, 'sgdUpdate' | 'adamUpdate' | 'rmspropUpdate' | 'adagradUpdate'> {
  return {
    sgdUpdate(p, g, buf, n, lr, momentum, dampening, weightDecay, nesterov, first) {
      const f = memory.floats;
      const [p0, g0, buf0] = [memory.float(p), memory.float(g), buf === 0 ? 0 : memory.float(buf)];
      for (let i = 0; i < n; i++) {
        let step = f[g0 + i]!;
        if (weightDecay !== 0) step += weightDecay * f[p0 + i]!; // 0·∞ would be NaN
        if (buf !== 0) {
          const moving = first ? step : momentum * f[buf0 + i]! + (1 - dampening) * step;
          f[buf0 + i] = moving;
          step = nesterov ? step + momentum * moving : moving;
        }
        f[p0 + i]! -= lr * step;
      }
    },

    adamUpdate(p, g, m, v, n, lr, beta1, beta2, eps, weightDecay, decoupled, correction1, correction2) {
      const f = memory.floats;
      const [p0, g0, m0, v0] = [memory.float(p), memory.float(g), memory.float(m), memory.float(v)];
      for (let i = 0; i < n; i++) {
        let gradient = f[g0 + i]!;
        if (decoupled) f[p0 + i]! *= 1 - lr * weightDecay;
        else if (weightDecay !== 0) gradient += weightDecay * f[p0 + i]!;
        f[m0 + i] = beta1 * f[m0 + i]! + (1 - beta1) * gradient;
        f[v0 + i] = beta2 * f[v0 + i]! + (1 - beta2) * gradient * gradient;
        f[p0 + i]! -= ((lr / correction1) * f[m0 + i]!) / (Math.sqrt(f[v0 + i]!) / Math.sqrt(correction2) + eps);
      }
    },

    rmspropUpdate(p, g, square, mean, buf, n, lr, alpha, eps, momentum, weightDecay) {
      const f = memory.floats;
      const [p0, g0, square0] = [memory.float(p), memory.float(g), memory.float(square)];
      const [mean0, buf0] = [mean === 0 ? 0 : memory.float(mean), buf === 0 ? 0 : memory.float(buf)];
      for (let i = 0; i < n; i++) {
        let gradient = f[g0 + i]!;
        if (weightDecay !== 0) gradient += weightDecay * f[p0 + i]!;
        f[square0 + i] = alpha * f[square0 + i]! + (1 - alpha) * gradient * gradient;
        let spread = f[square0 + i]!;
        if (mean !== 0) {
          f[mean0 + i] = alpha * f[mean0 + i]! + (1 - alpha) * gradient;
          spread = Math.max(0, spread - f[mean0 + i]! * f[mean0 + i]!);
        }
        let step = gradient / (Math.sqrt(spread) + eps);
        if (buf !== 0) step = f[buf0 + i] = momentum * f[buf0 + i]! + step;
        f[p0 + i]! -= lr * step;
      }
    },

    adagradUpdate(p, g, sum, n, lr, eps, weightDecay) {
      const f = memory.floats;
      const [p0, g0, sum0] = [memory.float(p), memory.float(g), memory.float(sum)];
      for (let i = 0; i < n; i++) {
        let gradient = f[g0 + i]!;
        if (weightDecay !== 0) gradient += weightDecay * f[p0 + i]!;
        f[sum0 + i]! += gradient * gradient;
        f[p0 + i]! -= (lr * gradient) / (Math.sqrt(f[sum0 + i]!) + eps);
      }
    },
  };
}
