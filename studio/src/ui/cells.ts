/** The cells that rooms compare. */
export const cellKinds = ['elman', 'lstm', 'gru'] as const;
export type CellKind = (typeof cellKinds)[number];

/** Their own names, the same in every language. */
export const cellNames: Readonly<Record<CellKind, string>> = { elman: 'Elman', lstm: 'LSTM', gru: 'GRU' };
