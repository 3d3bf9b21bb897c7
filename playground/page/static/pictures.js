// Pictures in blocks: those of this playground are shown, others keep their words.
import { h } from "./dom.js";
import { icon } from "./icons.js";

/** Only pictures of this playground are loaded; nothing is fetched from elsewhere. */
function pictureAddress(source, team) {
  const raw = source.slack_file?.url ?? (source.slack_file?.id ? `/files/${team}-${source.slack_file.id}` : source.image_url);
  if (!raw) return null;
  if (/^data:image\/(png|jpeg|gif|webp);/i.test(raw)) return raw;
  const address = new URL(raw, location.href);
  return address.host === location.host || ["127.0.0.1", "localhost"].includes(address.hostname) ? address.pathname + address.search : null;
}

export function picture(source, className, ctx) {
  const address = pictureAddress(source, ctx.team);
  const alt = source.alt_text ?? "";
  const stand = () => h("span", { class: `${className} picture-away`, role: "img", "aria-label": alt, title: source.image_url ?? alt }, icon("file", 16), h("span", {}, alt));
  if (!address) return stand();
  const node = h("img", { class: className, src: address, alt, loading: "lazy" });
  node.addEventListener("error", () => node.replaceWith(stand()));
  return node;
}
