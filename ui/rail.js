// The rail: the list of articles, what limits a search, and adding articles.

import { $, $$, call, latest, layer, node, put, reason, state, trouble, upload, word } from "./api.js";
import { point } from "./reader.js";

const STEP = 100;
let listed = STEP;
let onChange = () => {};
const newest = latest();

export function begin(page, changed) {
  onChange = changed;
  listed = STEP;
  fill(page);
  showLimited();
}

function fill(page) {
  put($("#articles"), page.articles);
  point();
  $("#article-count").textContent = page.total;
  $(".articles").classList.toggle("bare", !page.total);
  const kept = new FormData($("#limits"));
  put($("#limits"), page.limits);
  for (const field of $$("input, select", $("#limits"))) {
    const values = kept.getAll(field.name);
    if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

// What the form says, in the words of the API; what does not limit is left out.
export function limits() {
  const form = new FormData($("#limits"));
  const one = (name) => (form.get(name) ? [form.get(name)] : undefined);
  return {
    after: form.get("after") || undefined,
    before: form.get("before") || undefined,
    sources: one("source"),
    languages: one("language"),
    collections: form.getAll("collection").length ? form.getAll("collection") : undefined,
    strictness: form.get("strictness") || undefined,
  };
}

export function showLimited() {
  const { strictness, ...rest } = limits();
  const limited = Object.values(rest).some((value) => value !== undefined);
  $("#limited").hidden = !limited;
  $(".limits .badge").hidden = !limited;
}

export function clearLimits() {
  $("#limits").reset();
  changedLimits();
}

export function changedLimits() {
  showLimited();
  find().catch(trouble);
}

export async function find() {
  const found = await newest(call("list_articles", [$("#find-article").value, limits(), 0, listed, state.language]));
  if (!found) return;
  put($("#articles"), found.html);
  point();
  $("#article-count").textContent = found.total;
}

export async function more() {
  listed += STEP;
  await find();
}

// After articles came or went: lists, counts and suggestions anew.
export async function refresh() {
  const page = await call("page", [state.language]);
  fill(page);
  showLimited();
  onChange(page);
  if ($("#find-article").value || !$("#limited").hidden) await find();
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export async function add(files) {
  if (!files.length || !$("#uploads")) return;
  const box = $("#uploads");
  const line = node("p", "", word("uploading"));
  const bar = node("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", word("uploading"));
  box.replaceChildren(line, bar);
  layer("railed", matchMedia("(max-width: 1180px)").matches);
  try {
    const sent = await upload(files, (share) => (bar.value = share));
    const chosen = limits().collections;
    const { job } = await call("add_articles", [sent, chosen?.length === 1 ? chosen[0] : null]);
    const done = await wait(job, line, bar);
    if (done.error) box.replaceChildren(node("p", "problem", done.error));
    else put(box, done.html);
    await refresh();
  } catch (error) {
    box.replaceChildren(node("p", "problem", reason(error)));
  }
}

export const clearUploads = () => $("#uploads").replaceChildren();

async function wait(job, line, bar) {
  for (;;) {
    const far = await call("add_progress", [job, state.language]);
    if (far.done) return far;
    const reading = far.read < far.files;
    line.textContent = reading ? word("reading", { done: far.read + 1, all: far.files }) : word("indexing");
    if (reading) bar.value = far.read / far.files;
    else bar.removeAttribute("value");
    await pause(300);
  }
}

export function dropping(page) {
  const veil = $(".drop");
  if (!veil) return;
  let depth = 0;
  const files = (event) => event.dataTransfer?.types?.includes("Files");
  const show = (by) => (event) => {
    if (!files(event)) return;
    event.preventDefault();
    depth = Math.max(0, depth + by);
    veil.hidden = depth === 0;
  };
  page.addEventListener("dragenter", show(1));
  page.addEventListener("dragleave", show(-1));
  page.addEventListener("dragover", (event) => files(event) && event.preventDefault());
  page.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    depth = 0;
    veil.hidden = true;
    add([...event.dataTransfer.files]);
  });
}
