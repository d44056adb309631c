// The page begins here: it fetches its frame, fills Gradio's column with it, and hands every click and key to the script it is for.

import { $, call, cover, layer, node, phone, reason, state, trouble, word } from "./api.js";
import * as rail from "./rail.js";
import * as reader from "./reader.js";
import * as talk from "./talk.js";

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

const remembered = (key) => {
  try {
    return localStorage.getItem(`pullquote.${key}`);
  } catch {
    return null; // a browser may forbid it
  }
};

function remember(key, value) {
  try {
    localStorage.setItem(`pullquote.${key}`, value);
  } catch {
    // then it lasts until the page is left
  }
}

function theme(kind = remembered("theme") ?? "auto") {
  root.dataset.theme = kind === "auto" ? (dark.matches ? "dark" : "light") : kind;
}

function mounted() {
  return new Promise((resolve) => {
    const look = () => {
      const column = document.getElementById("pullquote");
      if (column) {
        watch.disconnect();
        column.closest("main")?.setAttribute("role", "none"); // Gradio's: the page has one main part, the conversation
        resolve(column);
      }
    };
    const watch = new MutationObserver(look);
    watch.observe(root, { childList: true, subtree: true });
    look();
  });
}

// The few words that the page's head brings along, until the server has given them all.
function firstWords(language) {
  const named = `pullquote-${/^zh/i.test(language) ? "zh" : "en"}-`;
  const found = document.querySelectorAll(`meta[name^="${named}"]`);
  state.words = Object.fromEntries([...found].map((meta) => [meta.name.slice(named.length), meta.content]));
}

// In the place of a page that could not be fetched: why, and trying again.
async function unopened(error) {
  const told = node("div", "pq unopened");
  const again = node("button", "primary", word("once_more"));
  again.addEventListener("click", () => location.reload());
  told.append(node("p", "problem", reason(error)), again);
  (await mounted()).append(told);
}

async function build(language) {
  const [page, column] = await Promise.all([call("page", [language]), mounted()]);
  const frame = document.createElement("template");
  frame.innerHTML = page.html;
  const next = frame.content.firstElementChild;
  if (state.root) state.root.replaceWith(next);
  else column.append(next);
  Object.assign(state, { language: page.language, words: page.words, root: next });
  root.lang = page.language === "zh" ? "zh-CN" : "en";
  $("#theme").value = remembered("theme") ?? "auto";
  reader.forget();
  rail.begin(page, (fresh) => talk.setWelcome(fresh.welcome));
  talk.begin(page);
  rail.dropping(next);
  listen(next);
}

async function route() {
  try {
    (await reader.openAddress()) || (await talk.openChatAddress());
  } catch (error) {
    trouble(error);
  }
}

async function speak(language) {
  remember("language", language);
  const article = reader.openArticleId();
  await build(language);
  if (state.chat) await talk.openChat(state.chat);
  if (article) await reader.open(article);
}

function askSelection() {
  const question = reader.askedSelection();
  if (phone()) reader.close(); // which lies over the question
  talk.suggest(question);
}

const actions = {
  "open-rail": openRail,
  "close-rail": closeRail,
  "show-keys": () => $("#keys").showModal(),
  "new-chat": talk.newChat,
  "open-chat": talk.openListed,
  "rename-chat": talk.renameChat,
  "delete-chat": talk.deleteChat,
  export: (button) => talk.exportChat(button.dataset.form),
  suggest: (button) => talk.ask(button.textContent),
  stop: talk.stop,
  retry: talk.retry,
  loosen: talk.loosen,
  unlimit: (button) => (rail.clearLimits(), talk.retry(button)),
  "other-period": talk.askOther,
  "clear-uploads": rail.clearUploads,
  "edit-question": talk.editQuestion,
  "edit-asked": talk.editAsked,
  "edit-period": talk.editPeriod,
  "clear-limits": rail.clearLimits,
  "more-articles": rail.more,
  "open-article": (button) => reader.open(button.dataset.article),
  "pick-files": () => $("#files").click(),
  "copy-quote": (button) => reader.copyQuote(button.closest(".quote")),
  certificate: reader.certificate,
  "check-quote": (button) => reader.checkQuote(button.closest(".quote")),
  "restore-article": async () => (await reader.restore(), await rail.refresh()),
  "copy-link": reader.copyArticleLink,
  "close-reader": reader.close,
  previous: () => reader.step(-1),
  next: () => reader.step(1),
  "remove-article": async () => (await reader.remove(), await rail.refresh()),
  "ask-selection": askSelection,
};

async function clicked(event) {
  const button = event.target.closest("[data-do]");
  const marker = event.target.closest(".marker");
  const link = event.target.closest(".permalink");
  const words = event.target.closest(".quote blockquote");
  try {
    if (marker) {
      const quote = document.getElementById(marker.dataset.quote);
      reader.unhover();
      if (quote) await reader.openQuote(quote, marker);
    } else if (button) await actions[button.dataset.do](button);
    else if (link && !(event.metaKey || event.ctrlKey || event.shiftKey)) {
      event.preventDefault();
      reader.copyPermalink(link);
    } else if (words && getSelection().isCollapsed) {
      const quote = words.closest(".quote");
      await reader.openQuote(quote, $(".marker", quote));
    }
  } catch (error) {
    trouble(error);
  }
  if (!event.target.closest("#export") && $("#export")) $("#export").open = false;
}

function openRail() {
  layer("railed", true);
  $('[data-do="close-rail"]').focus();
}

function closeRail() {
  layer("railed", false);
  $('[data-do="open-rail"]').focus();
}

function listen(page) {
  page.addEventListener("click", clicked);
  page.addEventListener("submit", (event) => {
    if (event.target.id === "composer") (event.preventDefault(), talk.submit());
    else if (event.target.matches(".period-form")) (event.preventDefault(), talk.askPeriod(event.target));
    else if (event.target.id === "limits") event.preventDefault();
  });
  page.addEventListener("input", (event) => {
    if (event.target.id === "question") talk.grow();
    else if (event.target.id === "find-article") rail.find().catch(trouble);
  });
  page.addEventListener("change", (event) => {
    if (event.target.id === "language") speak(event.target.value).catch(trouble);
    else if (event.target.id === "theme") (remember("theme", event.target.value), theme());
    else if (event.target.id === "files") (rail.add([...event.target.files]), (event.target.value = ""));
    else if (event.target.closest("#limits")) rail.changedLimits();
  });
  page.addEventListener("reset", () => setTimeout(rail.changedLimits));
  for (const [over, out] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    page.addEventListener(over, (event) => {
      const marker = event.target.closest(".marker");
      if (marker && (over === "mouseover" || marker.matches(":focus-visible"))) reader.hover(marker);
    });
    page.addEventListener(out, (event) => event.target.closest(".marker") && reader.unhover());
  }
  $("#question").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) (event.preventDefault(), talk.submit());
  });
}

const typing = (element) => element.closest("input, textarea, select, dialog, [contenteditable]");

function escape() {
  if (!$("#hover-card").hidden) reader.unhover();
  if ($("#export").open) {
    $("#export").open = false;
    $("#export summary").focus();
    return;
  }
  if (talk.cancelEdit()) return;
  if (state.root.classList.contains("railed")) closeRail();
  else if (reader.isOpen()) reader.close();
  else if (typing(document.activeElement)) document.activeElement.blur();
}

function pressed(event) {
  if (!state.root || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const within = event.target.closest ? event.target : document.body;
  if (event.key === "Escape" && !within.closest("dialog")) escape();
  if (typing(within)) return;
  const down = event.key === "j" || (/^Arrow(Down|Right)$/.test(event.key) && !within.closest("#page"));
  const up = event.key === "k" || (/^Arrow(Up|Left)$/.test(event.key) && !within.closest("#page"));
  if (event.key === "/") (event.preventDefault(), $("#question").focus());
  else if (event.key === "?") $("#keys").showModal();
  else if (down || up) (event.preventDefault(), reader.step(down ? 1 : -1).catch(trouble));
}

theme();
dark.addEventListener("change", () => theme());
document.addEventListener("keydown", pressed);
document.addEventListener("selectionchange", () => state.root && reader.selection());
addEventListener("hashchange", route);
addEventListener("resize", () => state.root && cover());
const language = remembered("language") ?? navigator.language;
firstWords(language);
build(language).then(route, unopened);
