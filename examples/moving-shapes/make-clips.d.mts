/** Renders clips into FOLDER/PART/NNN.mp4, each with its labels in NNN.csv beside it. */
export function makeClips(folder: string, counts?: Readonly<Record<string, number>>): Promise<void>;
