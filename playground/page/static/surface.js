// What blocks need to know of the surface they stand on, made for one message or one view of a pane.
import { Values } from "./values.js";

/** An upload that is not answered for so long has failed. */
const UPLOAD_PATIENCE = 15_000;

function common(pane) {
  return {
    get me() {
      return pane.me;
    },
    get zone() {
      return pane.zone;
    },
    get team() {
      return pane.team;
    },
    now: () => pane.now(),
    person: (id) => pane.person(id),
    people: () => pane.people,
    channel: (id) => pane.channel(id) ?? pane.elsewhere.find((one) => one.id === id),
    channels: () => [...pane.channels, ...pane.elsewhere],
    isIn: (id) => Boolean(pane.channel(id)),
    go: (id) => pane.open(id),
    layer: () => pane.root,
  };
}

function telling(pane, where, values) {
  const spot = (block, element) => ({ ...where, block_id: block.block_id, action_id: element.action_id });
  return {
    values,
    act: (block, element, value) => pane.send({ do: "action", ...spot(block, element), value }),
    state: (block, element, value, dispatch) => pane.send({ do: "state", ...spot(block, element), value, dispatch }),
    options: (block, element, query) => pane.socket.options({ ...spot(block, element), query }),
    upload: (block, element, file) => {
      const answer = pane.expect("uploaded", (message) => message.block_id === block.block_id && message.action_id === element.action_id && message.file?.name === file.name, UPLOAD_PATIENCE);
      pane.send({ do: "upload", ...spot(block, element), ...file });
      return answer.then((message) => message.file);
    },
  };
}

/** For the blocks of a message. */
export function messageSurface(pane, channel, message, values) {
  return Object.assign(common(pane), telling(pane, { where: "message", channel, ts: message.ts }, values ?? new Values(message.state, channel)));
}

/** For the blocks of a modal or Home view. */
export function viewSurface(pane, view, values) {
  return Object.assign(common(pane), telling(pane, { where: "view", view_id: view.id }, values));
}

/** For text without acts. */
export const readingSurface = (pane) => common(pane);
