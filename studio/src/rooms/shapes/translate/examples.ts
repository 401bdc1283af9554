export interface Message {
  readonly en: string;
  /** What people made of it. */
  readonly ko: string;
}

/**
 * Messages of the TypeScript compiler (© Microsoft, Apache-2.0) that were held out of training, chosen before the network
 * was asked about them.
 */
export const examples: readonly [Message, ...Message[]] = [
  {
    en: "'{0}' modifier cannot appear on a type parameter",
    ko: "'{0}' 한정자는 형식 매개 변수에 나타날 수 없습니다.",
  },
  { en: "A class member cannot have the '{0}' keyword.", ko: "클래스 멤버에는 '{0}' 키워드를 사용할 수 없습니다." },
  {
    en: "'this' cannot be referenced in a static property initializer.",
    ko: "정적 속성 이니셜라이저에서 'this'를 참조할 수 없습니다.",
  },
  { en: "A generator cannot have a 'void' type annotation.", ko: "생성기에는 'void' 형식 주석을 사용할 수 없습니다." },
  { en: 'Unterminated regular expression literal.', ko: '종결되지 않은 정규식 리터럴입니다.' },
  {
    en: "Cannot redeclare identifier '{0}' in catch clause.",
    ko: "catch 절에서 식별자 '{0}'을(를) 다시 선언할 수 없습니다.",
  },
  { en: "Module '{0}' has no exported member '{1}'.", ko: "'{0}' 모듈에 내보낸 멤버 '{1}'이(가) 없습니다." },
  {
    en: "Type '{0}' is not an array type or a string type.",
    ko: "'{0}' 형식은 배열 형식 또는 문자열 형식이 아닙니다.",
  },
];
