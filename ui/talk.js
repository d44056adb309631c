// The conversation: asking, stopping, asking anew, and the chats that are kept.

import { $, $$, call, glide, latest, layer, lost, node, put, reason, state, touched, trouble, word } from "./api.js";
import { close } from "./reader.js";
import { limits, showLimited } from "./rail.js";

let underWay = null; // the question being asked: what aborts the wait for it, and the ticket it is known by to the server
let editing = null; // the id of the turn whose question is being edited
let welcome = "";

export function begin(page) {
  welcome = page.welcome;
  put($("#chats"), page.chats);
  if (!state.chat) greet();
}

function greet() {
  put($("#turns"), welcome);
  $("#export").hidden = true;
  title("Pullquote");
}

export function setWelcome(html) {
  welcome = html;
  if ($(".welcome")) greet();
}

function title(text) {
  const asked = $$(".turn .question");
  $("#chat-title").textContent = text;
  $("#chat-title").classList.toggle("echo", asked.length === 1 && asked[0].textContent.startsWith(text));
  document.title = text === "Pullquote" ? text : `${text} – Pullquote`;
}

export function grow() {
  const box = $("#question");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

export function suggest(text, replace = null) {
  const box = $("#question");
  box.value = text;
  editing = replace;
  grow();
  box.focus();
}

export function submit() {
  const box = $("#question");
  const question = box.value.trim();
  if (!question || underWay) return;
  const replace = editing;
  box.value = "";
  editing = null;
  grow();
  if (touched()) box.blur(); // so that the keyboard on the glass makes room for the answer
  ask(question, { replace });
}

export async function ask(question, { replace = null, change = {} } = {}) {
  if (underWay) return;
  const mine = { abort: new AbortController(), ticket: newTicket() };
  underWay = mine;
  $(".welcome")?.remove();
  const turns = $("#turns");
  const old = replace && document.getElementById(`turn-${replace}`);
  const gone = old ? $$(".turn").slice($$(".turn").indexOf(old)) : [];
  for (const turn of gone) turn.hidden = true;
  const waiting = pending(question);
  turns.append(waiting);
  waiting.scrollIntoView({ block: "start", behavior: glide() });
  busy(true);
  try {
    const wanted = { ...limits(), ...change };
    const answer = await call("ask_in_chat", [question, state.chat, wanted, replace, state.language, mine.ticket], mine.abort.signal);
    for (const turn of gone) turn.remove();
    const made = put(document.createElement("div"), answer.html).firstElementChild;
    waiting.replaceWith(made);
    made.scrollIntoView({ block: "start", behavior: glide() });
    arrived(answer);
  } catch (error) {
    for (const turn of gone) turn.hidden = false;
    if (error.name === "AbortError") {
      $(".waiting", waiting).replaceWith(halted(word("stopped"), "stopped", question, replace));
      reallyStop(mine.ticket, waiting).catch(trouble);
    } else {
      $(".waiting", waiting).replaceWith(halted(reason(error), "problem", question, replace));
    }
  } finally {
    underWay = null;
    busy(false);
  }
}

function arrived(answer) {
  state.chat = answer.chat;
  title(answer.title);
  $("#export").hidden = false;
  history.replaceState(null, "", `#/chat/${answer.chat}`);
  list().catch(trouble);
}

function pending(question) {
  const turn = node("section", "turn");
  const head = node("header", "asked");
  head.append(node("h2", "question", question));
  turn.append(head, node("p", "waiting", word("thinking")));
  return turn;
}

// Random, but no secret; crypto.randomUUID is there in secure contexts alone.
const newTicket = () => [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("");

// The server must not keep an answer that nobody waits for any more; one that it kept a moment ago is shown after all.
async function reallyStop(ticket, turn) {
  const { chat } = await call("stop_question", [ticket]);
  if (!chat) return;
  if (turn.isConnected && !underWay) await openChat(chat);
  else await list();
}

// In the place of an answer: why there is none, and asking again.
function halted(why, kind, question, replace) {
  const line = node("p", kind, `${why} `);
  const choice = (name, act) => {
    const button = node("button", "tool", word(name));
    button.type = "button";
    button.addEventListener("click", () => (line.closest(".turn").remove(), act(question, replace)));
    line.append(button);
  };
  choice("retry", () => ask(question, { replace }));
  choice("edit", () => suggest(question, replace));
  return line;
}

function busy(on) {
  $("#ask").hidden = on;
  $(".stop").hidden = !on;
  $("#turns").setAttribute("aria-busy", String(on));
}

export const stop = () => underWay?.abort.abort();

export function cancelEdit() {
  if (!editing) return false;
  editing = null;
  $("#question").value = "";
  grow();
  return true;
}

const turnOf = (element) => element.closest(".turn");
const questionOf = (turn) => $(".question", turn).textContent;

export const retry = (button) => ask(questionOf(turnOf(button)), { replace: turnOf(button).dataset.turn });
export const loosen = (button) =>
  ask(questionOf(turnOf(button)), { replace: turnOf(button).dataset.turn, change: { strictness: "loose" } });
export const editQuestion = (button) => suggest(questionOf(turnOf(button)), turnOf(button).dataset.turn);
export const editAsked = (button) => suggest(button.dataset.asked, turnOf(button).dataset.turn);

export function editPeriod(chip) {
  const form = $(".period-form", chip.closest(".period"));
  form.hidden = !form.hidden;
  chip.setAttribute("aria-expanded", String(!form.hidden));
  if (!form.hidden) $("input", form).focus();
}

function askWithin(turn, { after, before }) {
  ask(questionOf(turn), { replace: turn.dataset.turn, change: { after: after || null, before: before || null } });
}

export const askPeriod = (form) => askWithin(turnOf(form), Object.fromEntries(new FormData(form)));
export const askOther = (button) => askWithin(turnOf(button), button.dataset);

// chats

const newest = latest();

export async function list() {
  const chats = await newest(call("chats", [state.language, state.chat]));
  if (chats) put($("#chats"), chats.html);
}

export function newChat() {
  stop();
  close();
  state.chat = null;
  history.replaceState(null, "", location.pathname);
  greet();
  list().catch(trouble);
  layer("railed", false);
  $("#question").focus();
}

export async function openChat(id) {
  stop();
  close();
  const chat = await call("read_chat", [id, state.language]);
  state.chat = id;
  put($("#turns"), chat.html);
  $$(".turn").at(-1)?.scrollIntoView({ block: "start" });
  $("#export").hidden = false;
  title(chat.title);
  history.replaceState(null, "", `#/chat/${id}`);
  const covered = $(".talk").inert; // by the rail, and with it what had the keyboard
  layer("railed", false);
  if (covered) $("#turns").focus();
  showLimited();
  await list();
}

// Opens the chat that the address names; false where it names none.
export async function openChatAddress() {
  const [, id] = location.hash.match(/^#\/chat\/([\w-]+)$/) ?? [];
  if (!id) return false;
  await openChat(id).catch((error) => {
    history.replaceState(null, "", location.pathname);
    lost(error, "no_chat");
  });
  return true;
}

const chatOf = (button) => button.closest("[data-chat]").dataset.chat;

export const openListed = (button) => openChat(chatOf(button));

export function renameChat(button) {
  const item = button.closest("li");
  const id = chatOf(button);
  const form = node("form", "editing");
  const input = node("input");
  input.type = "text";
  input.value = $(".open", item).textContent;
  input.maxLength = 80;
  input.setAttribute("aria-label", word("rename"));
  form.append(input);
  item.replaceChildren(form);
  input.select();
  let finished = false;
  const finish = async (keep, stay = true) => {
    if (finished) return;
    finished = true;
    try {
      if (keep && input.value.trim()) {
        const renamed = await call("rename_chat", [id, input.value]);
        if (id === state.chat) title(renamed.title);
      }
      await list();
      if (stay) $(`[data-chat="${id}"] .open`)?.focus();
    } catch (error) {
      trouble(error);
    }
  };
  form.addEventListener("submit", (event) => (event.preventDefault(), finish(true)));
  input.addEventListener("blur", () => finish(true, false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") (event.stopPropagation(), finish(false));
  });
}

export async function deleteChat(button) {
  const id = chatOf(button);
  if (!confirm(word("really_delete"))) return;
  await call("delete_chat", [id]);
  if (id === state.chat) return newChat();
  await list();
  $(".new-chat").focus();
}

const KINDS = { markdown: ["md", "text/markdown"], json: ["json", "application/json"], html: ["html", "text/html"] };

export async function exportChat(form) {
  const text = await call("export_chat", [state.chat, form]);
  const [ending, kind] = KINDS[form];
  const link = node("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
  link.download = `${$("#chat-title").textContent.replace(/[\\/:*?"<>|]+/g, " ").trim() || "chat"}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  $("#export").open = false;
}
