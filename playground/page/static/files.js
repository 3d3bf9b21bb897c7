// File inputs: choose or drop, each file goes to the playground at once and its name stays to be removed.
import { h, put, uid } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { saySize } from "./numbers.js";

const MOST = 10;
const BIGGEST = 20 * 1024 * 1024;

function asBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

class FileField {
  constructor(slot) {
    this.slot = slot;
    this.files = [...(slot.value?.files ?? [])];
    this.most = slot.element.max_files ?? MOST;
    const types = slot.element.filetypes ?? [];
    const many = this.most > 1;
    this.types = types.map((type) => type.toLowerCase());
    this.picker = h("input", { ...slot.aria("File"), type: "file", class: "file-native", multiple: many, accept: types.map((type) => `.${type}`).join(",") || null, data: slot.data });
    this.list = h("ul", { class: "file-list" });
    this.words = h("div", { class: "file-words", role: "status" });
    const id = this.picker.id || uid("file");
    this.picker.id = id;
    const rest = types.length ? ` ${types.map((type) => `.${type}`).join(", ")}` : "";
    this.drop = h("label", { class: "file-drop", for: id }, icon("upload"), h("span", {}, many ? "Choose files" : "Choose a file"), h("span", { class: "file-hint" }, `or drop here.${rest}`));
    this.node = h("div", { class: "file-field" }, this.list, this.picker, this.drop, this.words);
    this.picker.addEventListener("change", () => this.#take([...this.picker.files]));
    this.#listenToDrops();
    this.#paint();
  }

  #listenToDrops() {
    const over = (on) => (event) => {
      event.preventDefault();
      this.drop.classList.toggle("file-over", on);
    };
    this.drop.addEventListener("dragover", over(true));
    this.drop.addEventListener("dragleave", over(false));
    this.drop.addEventListener("drop", (event) => {
      over(false)(event);
      this.#take([...event.dataTransfer.files]);
    });
  }

  #refusal(file) {
    const ending = file.name.split(".").at(-1).toLowerCase();
    if (this.types.length && !this.types.includes(ending)) return `${file.name} is not one of ${this.types.map((type) => `.${type}`).join(", ")}.`;
    if (file.size > BIGGEST) return `${file.name} is larger than ${saySize(BIGGEST)}.`;
    if (this.files.length >= this.most) return `At most ${this.most} can be added.`;
    return "";
  }

  async #take(files) {
    this.picker.value = "";
    for (const file of files) {
      const wrong = this.#refusal(file);
      this.words.textContent = wrong;
      if (!wrong) await this.#send(file);
    }
  }

  async #send(file) {
    this.words.textContent = `Uploading ${file.name}…`;
    const { ctx, block, element } = this.slot;
    try {
      const data = await asBase64(file);
      const made = await ctx.upload(block, element, { name: file.name, mimetype: file.type, data });
      this.files = [...this.files, made];
      this.words.textContent = "";
      this.#tell();
    } catch {
      this.words.textContent = `${file.name} could not be uploaded. Choose it again to try once more.`;
    }
  }

  #tell() {
    this.slot.tell({ type: "file_input", files: this.files });
    this.#paint();
  }

  #remove(file) {
    this.files = this.files.filter((one) => one !== file);
    this.#tell();
    this.picker.focus();
  }

  #paint() {
    put(this.list, this.files.map((file) => h("li", { class: "file-chip" }, icon("file"), h("span", { class: "file-name" }, file.name ?? file.title ?? file.id),
      h("span", { class: "file-size" }, saySize(file.size)), iconButton("close", `Remove ${file.name ?? "file"}`, { on: { click: () => this.#remove(file) } }))));
    this.drop.hidden = this.files.length >= this.most;
  }
}

export const fileInput = (slot) => new FileField(slot).node;

/** A file that a message carries. */
export function messageFile(file) {
  const address = new URL(file.url_private ?? file.permalink ?? `/files/${file.id}`, location.href);
  const here = ["127.0.0.1", "localhost", location.hostname].includes(address.hostname);
  const words = h("span", { class: "file-words-box" }, h("span", { class: "file-name" }, file.title || file.name), h("span", { class: "file-size" }, [file.pretty_type, saySize(file.size)].filter(Boolean).join(" · ")));
  if (here && /^image\//.test(file.mimetype ?? "")) {
    return h("figure", { class: "message-file" }, h("figcaption", {}, file.title || file.name), h("img", { class: "picture", src: address.pathname + address.search, alt: file.alt_txt || file.title || file.name }));
  }
  return h("a", { class: "file-card", href: here ? address.pathname + address.search : null, download: file.name, data: { fileId: file.id } }, icon("file", 24), words);
}
