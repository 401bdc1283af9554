import type { Problem } from 'elman-rnn/protocol';
import type { Language } from '../shell/language.ts';

/** What went wrong, in a language. The Korean of the library's errors is loaded when there is one to say. */
export async function saidIn(language: Language, problem: Problem): Promise<string> {
  if (language === 'en' || problem.code === null) return problem.message;
  try {
    const { inKorean } = await import('elman-rnn/messages');
    return inKorean(problem);
  } catch {
    return problem.message; // better than nothing
  }
}
