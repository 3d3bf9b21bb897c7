// Numbers as people read them.
const plain = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
export const sayNumber = (value) => plain.format(Number(value));

export function saySize(bytes) {
  if (!bytes && bytes !== 0) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export const count = (n, one, many = `${one}s`) => `${sayNumber(n)} ${n === 1 ? one : many}`;
