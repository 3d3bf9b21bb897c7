// The few emoji names people and apps use here; an unknown name stays as it was typed.

const NAMES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", white_check_mark: "✅", heavy_check_mark: "✔️", check: "✓",
  x: "❌", eyes: "👀", wave: "👋", tada: "🎉", heart: "❤️", pray: "🙏", clap: "👏", raised_hands: "🙌", smile: "😄",
  slightly_smiling_face: "🙂", simple_smile: "🙂", thinking_face: "🤔", bulb: "💡", memo: "📝", calendar: "📅", spiral_calendar_pad: "🗓️",
  clock3: "🕒", hourglass: "⏳", hourglass_flowing_sand: "⏳", warning: "⚠️", rotating_light: "🚨", information_source: "ℹ️", question: "❓",
  exclamation: "❗", star: "⭐", fire: "🔥", rocket: "🚀", school: "🏫", books: "📚", book: "📖", pencil2: "✏️", pencil: "📝",
  bar_chart: "📊", chart_with_upwards_trend: "📈", speech_balloon: "💬", bell: "🔔", no_bell: "🔕", lock: "🔒", key: "🔑", link: "🔗",
  paperclip: "📎", seedling: "🌱", large_green_circle: "🟢", large_yellow_circle: "🟡", red_circle: "🔴", white_circle: "⚪",
  arrow_right: "➡️", arrow_left: "⬅️", point_right: "👉", handshake: "🤝", muscle: "💪", coffee: "☕", robot_face: "🤖", phone: "☎️",
};

/** Those offered first where a person reacts. */
export const OFFERED = ["+1", "white_check_mark", "eyes", "heart", "tada", "pray", "raised_hands", "clap", "bulb", "thinking_face", "wave", "fire"];

export const emoji = (name) => NAMES[name] ?? `:${name}:`;

/** Replace :names: in plain text. */
export const withEmoji = (text) => String(text ?? "").replace(/:([a-z0-9_+-]+):/g, (whole, name) => NAMES[name] ?? whole);
