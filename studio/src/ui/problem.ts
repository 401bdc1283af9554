import type { Problem } from 'elman-rnn/protocol';
import type { Language } from '../shell/language.ts';

/** What only a page can say, by code. */
const koreanOfPage: Readonly<Record<string, (details: Problem['details']) => string>> = {
  'studio/worker': ({ reason }) => `워커가 실행되지 않습니다(${String(reason)}). 페이지를 새로 고치십시오`,
};

/** What went wrong, in a language. The Korean of the library's errors is loaded when there is one to say. */
export async function saidIn(language: Language, problem: Problem): Promise<string> {
  if (language === 'en' || problem.code === null) return problem.message;
  const ofPage = koreanOfPage[problem.code];
  if (ofPage !== undefined) return ofPage(problem.details);
  try {
    const { inKorean } = await import('elman-rnn/messages');
    return inKorean(problem);
  } catch {
    return problem.message; // better than nothing
  }
}
