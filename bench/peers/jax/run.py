"""JAX: whole training steps of an LSTM, one compiled program each."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
os.environ.setdefault("JAX_PLATFORMS", "cpu")

from functools import partial

import jax
import jax.numpy as jnp
from jax import lax
from runner import run


def prepare(request):
    shape = request["shape"]
    key = iter(jax.random.split(jax.random.PRNGKey(1), 64))
    normal = lambda *sizes: jax.random.normal(next(key), sizes)
    batch, time, hidden, classes = (shape[name] for name in ("batch", "time", "hidden", "classes"))
    parameters = {
        "layers": [
            {
                "ih": normal(shape["input"] if layer == 0 else hidden, 4 * hidden) * hidden**-0.5,
                "hh": normal(hidden, 4 * hidden) * hidden**-0.5,
                "bias": jnp.zeros(4 * hidden),
            }
            for layer in range(shape["layers"])
        ],
        "head": {"weight": normal(hidden, classes) * hidden**-0.5, "bias": jnp.zeros(classes)},
    }
    zeros = partial(jax.tree_util.tree_map, jnp.zeros_like)
    state = (parameters, zeros(parameters), zeros(parameters), jnp.float32(0))
    xs = normal(time, batch, shape["input"])
    targets = jax.random.randint(next(key), (time, batch), 0, classes)

    def step():
        nonlocal state
        state, loss = train(state, xs, targets)
        float(loss)

    return step, {"jax": jax.__version__, "python": sys.version.split()[0]}


@partial(jax.jit, donate_argnums=0)
def train(state, xs, targets):
    parameters, first, second, count = state
    loss, gradients = jax.value_and_grad(loss_of)(parameters, xs, targets)
    count += 1
    first = jax.tree_util.tree_map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
    second = jax.tree_util.tree_map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
    of_first, of_second = 1 - 0.9**count, 1 - 0.999**count
    parameters = jax.tree_util.tree_map(
        lambda p, m, v: p - 0.001 * (m / of_first) / (jnp.sqrt(v / of_second) + 1e-8), parameters, first, second
    )
    return (parameters, first, second, count), loss


def loss_of(parameters, xs, targets):
    for layer in parameters["layers"]:
        xs = lstm(layer, xs)
    logits = jax.nn.log_softmax(xs @ parameters["head"]["weight"] + parameters["head"]["bias"])
    return -jnp.take_along_axis(logits, targets[..., None], axis=-1).mean()


def lstm(layer, xs):
    batch, hidden = xs.shape[1], layer["hh"].shape[0]

    def advance(state, projected):
        h, c = state
        i, f, g, o = jnp.split(projected + h @ layer["hh"], 4, axis=-1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        h = jax.nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    start = jnp.zeros((batch, hidden))
    # The product with the inputs is the same for all steps: one outside of the scan is quicker.
    _, ys = lax.scan(advance, (start, start), xs @ layer["ih"] + layer["bias"])
    return ys


run(prepare)
