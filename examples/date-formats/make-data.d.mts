/** Writes FOLDER/PART.tsv with the columns text, iso and language. */
export function makeData(folder: string, counts?: Readonly<Record<string, number>>): void;
