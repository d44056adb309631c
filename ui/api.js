// Calls of the page's own API, and the few helpers that every other script uses. HTML comes from the server alone, where
// everything from an article is escaped; scripts here only ever set text.

export const state = { language: "en", words: {}, root: null, chat: null, turn: null };

export const $ = (selector, within = state.root) => within.querySelector(selector);
export const $$ = (selector, within = state.root) => [...within.querySelectorAll(selector)];

class Refused extends Error {}

// While the page waits for the server it says so, once that takes long enough to be noticed: the style sheet counts.
let waiting = 0;
function wait(more) {
  waiting += more;
  state.root?.classList.toggle("busy", waiting > 0);
}

export async function call(name, args = [], signal) {
  wait(1);
  try {
    return await called(name, args, signal);
  } finally {
    wait(-1);
  }
}

async function called(name, args, signal) {
  let response;
  try {
    response = await fetch(`./gradio_api/run/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data: args }),
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(word("offline"));
  }
  if (response.status === 401) location.reload();
  const told = await response.json().catch(() => ({}));
  if (!response.ok) {
    const refused = new Refused(response.status === 503 ? word("busy") : told.error || word("fault"));
    throw Object.assign(refused, { status: response.status });
  }
  return told.data[0];
}

// Of several calls under way at once only the one made last counts: the others give nothing, whenever their answers come.
export function latest() {
  let last;
  return async (calling) => {
    last = calling;
    const told = await calling;
    return calling === last ? told : null;
  };
}

// Sends files to the server; `progress` is told the share sent, 0 to 1.
export function upload(files, progress) {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "./gradio_api/upload");
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = () => reject(new Refused(word("offline")));
    request.onload = () => {
      if (request.status === 200) {
        const paths = JSON.parse(request.responseText);
        resolve(paths.map((path, n) => ({ path, orig_name: files[n].name })));
      } else if (request.status === 413) {
        reject(new Refused(word("too_big", { name: files.map((file) => file.name).join(", ") })));
      } else reject(new Refused(word("fault")));
    };
    request.send(form);
  });
}

export function word(key, values = {}) {
  let text = state.words[key] ?? key;
  for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
  return text;
}

// The only way HTML gets into the page: what the server made.
export function put(element, html) {
  element.innerHTML = html;
  return element;
}

export function node(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

let fading;
export function toast(text) {
  const box = $(".toast");
  box.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => (box.textContent = ""), 4000 + 40 * text.length);
}

// What a person is told of an error; one that nobody meant is for the console as well.
export function reason(error) {
  if (error instanceof Refused) return error.message;
  console.error(error);
  return word("fault");
}

// Where a link leads nowhere: `gone` is the word for that.
export const lost = (error, gone) => (error.status === 422 ? toast(word(gone)) : trouble(error));

export function trouble(error) {
  if (error.name !== "AbortError") toast(reason(error));
}

export async function copy(text, told) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure context there is no clipboard but the old way.
    const area = node("textarea", "sr");
    area.value = text;
    state.root.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  toast(told);
}

const media = (query) => matchMedia(query).matches;
export const phone = () => media("(max-width: 820px)");
export const touched = () => media("(pointer: coarse)") || phone();

// How the page scrolls: at once where its reader wants no motion.
export const glide = () => (media("(prefers-reduced-motion: reduce)") ? "instant" : "smooth");

// Shows or hides a layer, "railed" or "reading"; what it lies over is out of reach of keys and screen readers meanwhile.
export function layer(name, on) {
  state.root.classList.toggle(name, on);
  cover();
}

export function cover() {
  const over = (name) => state.root.classList.contains(name);
  const rail = over("railed") && media("(max-width: 1180px)");
  $(".talk").inert = rail || (over("reading") && phone());
  $(".reader").inert = rail;
}
