import type { Component } from 'svelte';
import type { Texts } from '../shell/language.ts';

/** A room, as the shell knows it: all else lies in its folder and is loaded when somebody goes there. */
export interface Room {
  /** Its name in the address. */
  readonly id: string;
  readonly name: Texts<string>;
  readonly load: () => Promise<{ readonly default: Component }>;
}

/** In the order of the navigation; the first is the front door. */
export const rooms: readonly [Room, ...Room[]] = [
  {
    id: 'lunch',
    name: { en: 'Lunch, step by step', ko: '점심, 한 걸음씩' },
    load: () => import('./lunch/Lunch.svelte'),
  },
  {
    id: 'unrolled',
    name: { en: 'Unrolled', ko: '펼쳐 보기' },
    load: () => import('./unrolled/Unrolled.svelte'),
  },
  {
    id: 'time',
    name: { en: 'Backward through time', ko: '시간을 거슬러' },
    load: () => import('./time/Time.svelte'),
  },
  {
    id: 'shapes',
    name: { en: 'The five shapes', ko: '다섯 가지 모양' },
    load: () => import('./shapes/Shapes.svelte'),
  },
  {
    id: 'stages',
    name: { en: 'The LSTM in stages', ko: '단계별로 보는 LSTM' },
    load: () => import('./stages/Stages.svelte'),
  },
  {
    id: 'own',
    name: { en: 'Your own', ko: '내 파일' },
    load: () => import('./own/Own.svelte'),
  },
  {
    id: 'runs',
    name: { en: 'Runs', ko: '실행' },
    load: () => import('./runs/Runs.svelte'),
  },
];
