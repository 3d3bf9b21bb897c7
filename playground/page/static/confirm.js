// Confirmation dialogs: the "are you sure" that an element carries.
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** Resolves to whether the person confirmed; at once where nothing is asked. */
export function confirmed(confirm, ctx) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      dialog.close();
      resolve(yes);
    };
    const style = confirm.style === "danger" ? "button-danger" : "button-primary";
    const dialog = openDialog(ctx.layer(), {
      title: confirm.title?.text ?? "Are you sure?", role: "alertdialog", small: true, testid: "confirm", onEscape: answer(false),
      body: h("div", { class: "confirm-text" }, textObject(confirm.text, ctx)),
      footer: [
        h("button", { type: "button", class: "button", data: { testid: "confirm-deny" }, on: { click: answer(false) } }, confirm.deny?.text ?? "Cancel"),
        h("button", { type: "button", class: `button ${style}`, data: { testid: "confirm-yes", autofocus: "true" }, on: { click: answer(true) } }, confirm.confirm?.text ?? "Yes"),
      ],
    });
  });
}
