/** How a language writes dates. Months are in their order, weekdays from Sunday on. */
export interface DateLanguage {
  readonly months: readonly string[];
  readonly shortMonths?: readonly string[];
  readonly weekdays: readonly string[];
  readonly shortWeekdays?: readonly string[];
  /**
   * Forms of dates: `{y}` is the year, `{m}` and `{d}` month and day, `{mm}` and `{dd}` in two digits; `{month}`, `{mon}`,
   * `{weekday}` and `{wd}` their names, whole and short; `{nth}` the day as an English ordinal; `{yy}` and `{da}` year
   * and day in the language's own numerals.
   */
  readonly forms: readonly string[];
  /** A number in the language's own numerals. */
  readonly spell?: (n: number, unit: 'year' | 'day') => string;
}

const words = (text: string): string[] => text.split(' ');

/**
 * Every form says one day only, in all languages together: figures between slashes are month, day, year, and between full
 * stops day, month, year, but where the year comes first.
 */
export const dateLanguages: Readonly<Record<string, DateLanguage>> = {
  en: {
    months: words('January February March April May June July August September October November December'),
    shortMonths: words('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'),
    weekdays: words('Sunday Monday Tuesday Wednesday Thursday Friday Saturday'),
    shortWeekdays: words('Sun Mon Tue Wed Thu Fri Sat'),
    forms: [
      '{month} {d}, {y}',
      '{weekday}, {month} {d}, {y}',
      '{d} {mon} {y}',
      '{weekday} {d} {mon} {y}',
      '{wd}, {mon} {nth}, {y}',
      'the {nth} of {month} {y}',
      '{mm}/{dd}/{y}',
      '{y}/{mm}/{dd}',
    ],
  },
  ko: {
    months: words('일월 이월 삼월 사월 오월 유월 칠월 팔월 구월 시월 십일월 십이월'),
    weekdays: words('일요일 월요일 화요일 수요일 목요일 금요일 토요일'),
    shortWeekdays: words('일 월 화 수 목 금 토'),
    forms: [
      '{y}년 {m}월 {d}일',
      '{y}년 {m}월 {d}일 {weekday}',
      '{y}년 {mm}월 {dd}일({wd})',
      '{y}. {m}. {d}.',
      '{y}.{mm}.{dd}({wd})',
      '{yy}년 {month} {da}일',
    ],
    spell: sinoKorean,
  },
  de: {
    months: words('Januar Februar März April Mai Juni Juli August September Oktober November Dezember'),
    weekdays: words('Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag'),
    forms: ['{d}. {month} {y}', '{weekday}, {d}. {month} {y}', 'den {d}. {month} {y}', '{dd}.{mm}.{y}', '{d}.{m}.{y}'],
  },
  fr: {
    months: words('janvier février mars avril mai juin juillet août septembre octobre novembre décembre'),
    weekdays: words('dimanche lundi mardi mercredi jeudi vendredi samedi'),
    forms: ['{d} {month} {y}', 'le {d} {month} {y}', '{weekday} {d} {month} {y}'],
  },
  es: {
    months: words('enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'),
    weekdays: words('domingo lunes martes miércoles jueves viernes sábado'),
    forms: ['{d} de {month} de {y}', '{weekday}, {d} de {month} de {y}', 'el {d} de {month} de {y}'],
  },
  it: {
    months: words('gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'),
    weekdays: words('domenica lunedì martedì mercoledì giovedì venerdì sabato'),
    forms: ['{d} {month} {y}', '{weekday} {d} {month} {y}'],
  },
  pt: {
    months: words('janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'),
    weekdays: words('domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado'),
    forms: ['{d} de {month} de {y}', '{weekday}, {d} de {month} de {y}'],
  },
  nl: {
    months: words('januari februari maart april mei juni juli augustus september oktober november december'),
    weekdays: words('zondag maandag dinsdag woensdag donderdag vrijdag zaterdag'),
    forms: ['{d} {month} {y}', '{weekday} {d} {month} {y}'],
  },
  tr: {
    months: words('Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık'),
    weekdays: words('Pazar Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi'),
    forms: ['{d} {month} {y}', '{d} {month} {y} {weekday}'],
  },
  ru: {
    months: words('января февраля марта апреля мая июня июля августа сентября октября ноября декабря'),
    weekdays: words('воскресенье понедельник вторник среда четверг пятница суббота'),
    forms: ['{d} {month} {y} г.', '{weekday}, {d} {month} {y} г.'],
  },
  ja: {
    months: words('1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月'),
    weekdays: words('日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日'),
    shortWeekdays: words('日 月 火 水 木 金 土'),
    forms: ['{y}年{m}月{d}日', '{y}年{m}月{d}日{weekday}', '{y}年{mm}月{dd}日({wd})'],
  },
  zh: {
    months: words('一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月'),
    weekdays: words('星期日 星期一 星期二 星期三 星期四 星期五 星期六'),
    forms: ['{y}年{m}月{d}日{weekday}', '{yy}年{month}{da}日', '{yy}年{month}{da}日 {weekday}'],
    spell: chinese,
  },
};

/** 2024 → 이천이십사, 10 → 십. */
function sinoKorean(n: number): string {
  const digits = words('영 일 이 삼 사 오 육 칠 팔 구');
  return String(n)
    .split('')
    .map((digit, i, all) => {
      const unit = ['', '십', '백', '천'][all.length - 1 - i]!;
      return digit === '0' ? '' : digit === '1' && unit !== '' ? unit : digits[Number(digit)]! + unit;
    })
    .join('');
}

/** A year digit by digit (二〇二四), anything else as it is counted (二十四). */
function chinese(n: number, unit: 'year' | 'day'): string {
  const digits = '〇一二三四五六七八九'.split('');
  if (unit === 'year')
    return String(n)
      .split('')
      .map((digit) => digits[Number(digit)]!)
      .join('');
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  return `${tens > 1 ? digits[tens]! : ''}${tens > 0 ? '十' : ''}${ones > 0 ? digits[ones]! : ''}`;
}
