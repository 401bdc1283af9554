/** What goes in: first one of the capitals, to be told at the end, then small letters, which say nothing. */
export const letters = ['A', 'B', 'C', 'x', 'y', 'z'] as const;
/** How many there are to remember; they come first. */
export const capitals = 3;
