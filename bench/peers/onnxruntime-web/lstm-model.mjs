// The ONNX file of one step of an LSTM, written field by field: no other package is needed for it.
import { noise } from '../../runner.mjs';

const FLOAT = 1; // TensorProto.DataType
const IR_VERSION = 8;
const OPSET = 14;
const encoder = new TextEncoder();

/**
 * ModelProto: x [1, 1, I], h and c [1, 1, H] → the next h and c. The weights are initialisers.
 * @param {{ input: number, hidden: number }} shape
 */
export function lstmStep({ input, hidden }) {
  const scaled = (/** @type {number} */ size) => noise(size).map((value) => value * hidden ** -0.5);
  const state = [1, 1, hidden];
  const node = message(
    ...['x', 'W', 'R', 'B', '', 'h', 'c'].map((name) => string(1, name)), // '': the lengths of sequences
    ...['', 'h next', 'c next'].map((name) => string(2, name)), // '': all outputs
    string(4, 'LSTM'),
    bytes(5, message(string(1, 'hidden_size'), integer(3, hidden), integer(20, 2))), // an attribute of type INT
  );
  const graph = message(
    bytes(1, node),
    string(2, 'step'),
    bytes(5, tensor('W', [1, 4 * hidden, input], scaled(4 * hidden * input))),
    bytes(5, tensor('R', [1, 4 * hidden, hidden], scaled(4 * hidden * hidden))),
    bytes(5, tensor('B', [1, 8 * hidden], new Float32Array(8 * hidden))),
    bytes(11, value('x', [1, 1, input])),
    bytes(11, value('h', state)),
    bytes(11, value('c', state)),
    bytes(12, value('h next', state)),
    bytes(12, value('c next', state)),
  );
  return message(integer(1, IR_VERSION), bytes(7, graph), bytes(8, message(integer(2, OPSET))));
}

/**
 * TensorProto
 * @param {string} name
 * @param {readonly number[]} dims
 * @param {Float32Array} data
 */
function tensor(name, dims, data) {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message(...dims.map((dim) => integer(1, dim)), integer(2, FLOAT), string(8, name), bytes(9, raw));
}

/**
 * ValueInfoProto
 * @param {string} name
 * @param {readonly number[]} dims
 */
function value(name, dims) {
  const shape = message(...dims.map((dim) => bytes(1, message(integer(1, dim)))));
  const tensorType = message(integer(1, FLOAT), bytes(2, shape));
  return message(string(1, name), bytes(2, message(bytes(1, tensorType))));
}

/** @param {Uint8Array[]} fields */
function message(...fields) {
  return new Uint8Array(Buffer.concat(fields));
}

/**
 * @param {number} field
 * @param {number} number
 */
function integer(field, number) {
  return Uint8Array.from([...varint(field * 8), ...varint(number)]);
}

/**
 * @param {number} field
 * @param {Uint8Array} content
 */
function bytes(field, content) {
  return message(Uint8Array.from([...varint(field * 8 + 2), ...varint(content.length)]), content);
}

/**
 * @param {number} field
 * @param {string} text
 */
function string(field, text) {
  return bytes(field, encoder.encode(text));
}

/**
 * Seven bits a byte, the lowest first.
 * @param {number} number
 */
function varint(number) {
  const parts = [];
  for (; number > 127; number = Math.floor(number / 128)) parts.push((number % 128) + 128);
  return [...parts, number];
}
