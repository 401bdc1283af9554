import { describe, expect, it } from 'vitest';
import { documentsOf } from './documents.ts';

describe('documentsOf', () => {
  it('keeps a file whole', () => {
    expect(documentsOf(' a\n\nb\n', 'file')).toEqual([{ text: ' a\n\nb\n', line: 1 }]);
    expect(documentsOf('', 'file')).toEqual([]);
  });

  it('takes each line that holds something, and knows where it stands', () => {
    expect(documentsOf('a b\n\n  \n c\nd', 'line')).toEqual([
      { text: 'a b', line: 1 },
      { text: 'c', line: 4 },
      { text: 'd', line: 5 },
    ]);
  });

  it('takes what lies between empty lines', () => {
    expect(documentsOf('\na\nb\n \n\nc\n', 'paragraph')).toEqual([
      { text: 'a\nb', line: 2 },
      { text: 'c', line: 6 },
    ]);
  });
});
