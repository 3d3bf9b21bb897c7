// The messages of each conversation as far as this pane has seen them.

const byTs = (a, b) => Number(a.ts) - Number(b.ts);
const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts;

export class Log {
  constructor() {
    this.channels = new Map();
  }

  set(channel, messages) {
    this.channels.set(channel, new Map(messages.map((message) => [message.ts, message])));
  }

  put(channel, message) {
    if (!this.channels.has(channel)) this.channels.set(channel, new Map());
    this.channels.get(channel).set(message.ts, message);
  }

  drop(channel, ts) {
    this.channels.get(channel)?.delete(ts);
  }

  has(channel, ts) {
    return this.channels.get(channel)?.has(ts) ?? false;
  }

  all(channel) {
    return [...(this.channels.get(channel)?.values() ?? [])].sort(byTs);
  }

  /** Top-level messages, and the replies under each. */
  threads(channel) {
    const threads = new Map();
    const roots = [];
    for (const message of this.all(channel)) {
      if (!isReply(message)) roots.push(message);
      else threads.set(message.thread_ts, [...(threads.get(message.thread_ts) ?? []), message]);
      if (isReply(message) && message.subtype === "thread_broadcast") roots.push(message);
    }
    return { roots, threads };
  }

  thread(channel, ts) {
    return this.all(channel).filter((message) => message.ts === ts || message.thread_ts === ts);
  }

  /** ts of the first of the last n messages that others wrote, or null. */
  firstOfLast(channel, n, me) {
    const others = this.threads(channel).roots.filter((message) => message.user !== me && !message.ephemeral);
    return n > 0 ? (others.at(-Math.min(n, others.length))?.ts ?? null) : null;
  }
}
