// Instants and days as people read them, always in a named zone and American English.

const formatters = new Map();

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) {
    let safe = { ...options, timeZone: zone || "UTC" };
    try {
      formatters.set(key, new Intl.DateTimeFormat("en-US", safe));
    } catch {
      safe = { ...options, timeZone: "UTC" };
      formatters.set(key, new Intl.DateTimeFormat("en-US", safe));
    }
  }
  return formatters.get(key);
}

export function show(date, zone, options) {
  return formatter(zone, options).format(date).replaceAll("\u202f", " ");
}

export const clockTime = (date, zone) => show(date, zone, { hour: "numeric", minute: "2-digit" });

/** "2026-11-22" for the instant in the zone. */
export function dayOf(date, zone) {
  const parts = Object.fromEntries(
    formatter(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(date).map((p) => [p.type, p.value]),
  );
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/** "09:05" for the instant in the zone. */
export function minuteOf(date, zone) {
  return show(date, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Minutes by which the zone is ahead of UTC at that instant. */
function offset(date, zone) {
  const wall = Date.parse(`${dayOf(date, zone)}T${minuteOf(date, zone)}:00Z`);
  return Math.round((wall - Math.floor(date.getTime() / 60_000) * 60_000) / 60_000);
}

/** The instant that a wall clock in the zone calls day and time. */
export function instantOf(day, time, zone) {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const guess = wall - offset(new Date(wall), zone) * 60_000;
  return new Date(wall - offset(new Date(guess), zone) * 60_000);
}

export const plainDay = (day, options) => show(new Date(`${day}T12:00:00Z`), "UTC", options);
export const addDays = (day, n) => new Date(Date.parse(`${day}T12:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);

const SUFFIX = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinals = new Intl.PluralRules("en-US", { type: "ordinal" });
const ordinal = (n) => `${n}${SUFFIX[ordinals.select(n)]}`;

function near(day, today) {
  const words = { [today]: "Today", [addDays(today, -1)]: "Yesterday", [addDays(today, 1)]: "Tomorrow" };
  return words[day];
}

/** The line between two days of messages. */
export function dayLabel(date, zone, now) {
  const day = dayOf(date, zone);
  const weekday = plainDay(day, { weekday: "long" });
  const name = plainDay(day, { month: "long" });
  const year = day.slice(0, 4) === dayOf(now, zone).slice(0, 4) ? "" : `, ${day.slice(0, 4)}`;
  return near(day, dayOf(now, zone)) ?? `${weekday}, ${name} ${ordinal(Number(day.slice(8)))}${year}`;
}

function ago(date, now) {
  const seconds = Math.round((date - now) / 1000);
  const units = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? units.at(-1);
  return new Intl.RelativeTimeFormat("en-US", { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

function long(day, withWeekday) {
  const text = `${plainDay(day, { month: "long" })} ${ordinal(Number(day.slice(8)))}, ${day.slice(0, 4)}`;
  return withWeekday ? `${plainDay(day, { weekday: "long" })}, ${text}` : text;
}

/** Slack's date tokens, shown in the reader's zone. */
export function dateTokens(date, format, zone, now) {
  const day = dayOf(date, zone);
  const pretty = near(day, dayOf(now, zone));
  const short = plainDay(day, { month: "short", day: "numeric", year: "numeric" });
  const tokens = {
    date: long(day, false), date_num: day, date_slash: plainDay(day, { month: "2-digit", day: "2-digit", year: "numeric" }),
    date_long: long(day, true), date_long_full: long(day, true), date_short: short, date_long_pretty: pretty ?? long(day, true),
    date_pretty: pretty ?? long(day, false), date_short_pretty: pretty ?? short, ago: ago(date, now),
    time: clockTime(date, zone), time_secs: show(date, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
    day_divider_pretty: dayLabel(date, zone, now),
  };
  const text = format.replace(/\{(\w+)\}/g, (whole, name) => tokens[name] ?? whole);
  return text;
}

/** Read "9", "9:20", "2pm", "14:05" as "HH:MM", or null. */
export function readTime(text) {
  const match = /^\s*(\d{1,2})(?:[:.]?(\d{2}))?\s*([ap])?\.?m?\.?\s*$/i.exec(text);
  if (!match) return null;
  let hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  if (match[3]) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (match[3].toLowerCase() === "p" ? 12 : 0);
  }
  return hour < 24 && minute < 60 ? `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}` : null;
}

/** "14:05" as "2:05 PM". */
export const sayTime = (time) => clockTime(new Date(`2000-01-01T${time}:00Z`), "UTC");
