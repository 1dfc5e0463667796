import type { Locale } from '../src/studio/people.ts';

/** Seconds as people say them: `8 s`, `2 min`, `1 h 5 min`. */
export function duration(seconds: number, locale: Locale): string {
	const whole = Math.max(1, Math.round(seconds));
	const ja = locale === 'ja';
	if (whole < 90) return ja ? `約${whole}秒` : `about ${whole} s`;
	const minutes = Math.round(whole / 60);
	if (minutes < 60) return ja ? `約${minutes}分` : `about ${minutes} min`;
	const rest = minutes % 60;
	const hours = Math.floor(minutes / 60);
	return ja ? `約${hours}時間${rest}分` : `about ${hours} h ${rest} min`;
}
