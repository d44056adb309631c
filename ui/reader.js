// The article beside the conversation: opened at a quote, the quote marked by its offsets, stepped through, closed.

import { $, $$, call, copy, glide, layer, lost, node, phone, put, state, toast, word } from "./api.js";

const shown = { article: null, key: null, quotes: [], at: -1, from: null };

export const isOpen = () => !$(".reader").hidden;
export const openArticleId = () => (isOpen() ? shown.article : null);

const place = (quote) => [Number(quote.dataset.start), Number(quote.dataset.end)];

// The quotes that belong together: those of one answer, or the near misses of one refusal.
function family(quote) {
  const kind = quote.id.split("-")[0];
  return $$(`.quote[id^="${kind}-"]`, quote.closest(".turn"));
}

// Opens the fold that a quote lies in.
function reveal(quote) {
  const fold = quote.closest("details");
  if (fold) fold.open = true;
}

// Opens the article of a quote at the quote.
export async function openQuote(quote, from) {
  const quotes = family(quote);
  const same = quotes.filter((one) => one.dataset.article === quote.dataset.article);
  shown.from = from ?? shown.from;
  await open(quote.dataset.article, same.map(place), same.indexOf(quote));
  shown.quotes = quotes;
  shown.at = quotes.indexOf(quote);
  for (const one of $$(".quote.now, .marker.now")) one.classList.remove("now");
  quote.classList.add("now");
  $(".marker", quote).classList.add("now");
  reveal(quote);
  quote.scrollIntoView({ block: "nearest", behavior: glide() });
  steps();
}

// Opens an article at one of several places, or at its head.
export async function open(article, places = [], which = 0) {
  const key = JSON.stringify([article, places, state.language]);
  try {
    if (key !== shown.key) {
      const told = await call("article_page", [article, places, state.language]);
      put($("#page"), told.html);
      $("#reader-title").textContent = told.title;
      shown.article = article;
      shown.key = key;
    }
  } catch (error) {
    close();
    throw error;
  }
  shown.quotes = [];
  shown.at = -1;
  const wasOpen = isOpen();
  const covered = $(".talk").inert; // by the rail, and with it what had the keyboard
  $(".reader").hidden = false;
  layer("railed", false);
  layer("reading", true);
  point();
  steps();
  mark(places.length ? which : -1, !wasOpen);
  if (phone() || covered) $('.reader [data-do="close-reader"]').focus();
}

// Brings the marks of a place into view and flashes them.
function mark(which, fresh) {
  for (const one of $$("mark.now, mark.flash", $("#page"))) one.classList.remove("now", "flash");
  const marks = $$("#page mark").filter((one) => one.dataset.marks.split(" ").includes(String(which)));
  if (!marks.length) {
    $("#page").scrollTop = 0;
    return;
  }
  void marks[0].offsetWidth; // so that a flash begins anew
  for (const one of marks) one.classList.add("now", "flash");
  const page = $("#page");
  const top = marks[0].getBoundingClientRect().top - page.getBoundingClientRect().top + page.scrollTop;
  page.scrollTo({ top: top - page.clientHeight / 3, behavior: fresh ? "instant" : glide() });
}

function steps() {
  const many = shown.quotes.length > 0;
  $("#steps").hidden = !many;
  if (!many) return;
  $("#step").textContent = word("n_of", { n: shown.at + 1, all: shown.quotes.length });
  $('[data-do="previous"]').disabled = shown.at <= 0;
  $('[data-do="next"]').disabled = shown.at >= shown.quotes.length - 1;
}

export function close() {
  if (!isOpen()) return;
  $(".reader").hidden = true;
  layer("reading", false);
  point();
  for (const one of $$(".quote.now, .marker.now")) one.classList.remove("now");
  if (shown.from?.isConnected) shown.from.focus();
  shown.from = null;
}

// Marks the open article in the list of articles.
export function point() {
  for (const one of $$("#articles .open")) {
    const here = isOpen() && one.dataset.article === shown.article;
    one.closest("li").classList.toggle("current", here);
    if (here) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
}

export function forget() {
  shown.key = shown.article = null;
}

// To the next or the previous quote: in the article when it is open, else from number to number.
export async function step(by) {
  if (isOpen() && shown.quotes.length) {
    const next = shown.quotes[shown.at + by];
    if (next) {
      await openQuote(next);
      if (!phone()) $(".marker", next).focus({ preventScroll: true });
    }
    return;
  }
  const numbers = $$(".turn .quote > .marker").filter((one) => !one.closest("[hidden]"));
  const at = numbers.indexOf(document.activeElement);
  const last = $$(".turn").at(-1);
  const first = numbers.findIndex((one) => last?.contains(one));
  const next = numbers[at < 0 ? first : at + by];
  if (!next) return;
  reveal(next.closest(".quote"));
  next.focus();
  next.closest(".quote").scrollIntoView({ block: "nearest" });
}

const address = (hash) => location.origin + location.pathname + hash;

export function copyQuote(quote) {
  copy(`“${$("blockquote", quote).textContent}”\n— ${quote.dataset.citation}`, word("copied"));
}

export function certificate(button) {
  const slip = document.getElementById(button.getAttribute("aria-controls"));
  slip.hidden = !slip.hidden;
  button.setAttribute("aria-expanded", String(!slip.hidden));
}

// Has the server compare a quote with its file, and says what it found.
export async function checkQuote(quote) {
  const { article, path, sha256, start, end } = quote.dataset;
  const text = $("blockquote", quote).textContent;
  const claim = { text, start: Number(start), end: Number(end), article: { id: article, path, sha256 } };
  const [found] = await call("verify", [{ quotes: [claim] }]);
  $(".checked", quote).textContent = word(found.status);
}

export function copyPermalink(link) {
  copy(address(link.getAttribute("href")), word("link_copied"));
}

export function copyArticleLink() {
  const quote = shown.quotes[shown.at];
  const tail = quote ? `/${quote.dataset.start}-${quote.dataset.end}` : "";
  copy(address(`#/article/${encodeURIComponent(shown.article)}${tail}`), word("link_copied"));
}

// Opens what an address names: #/article/ID or #/article/ID/START-END.
export async function openAddress() {
  const [, id, places] = location.hash.match(/^#\/article\/([^/]+)(?:\/(\d+-\d+))?$/) ?? [];
  if (!id) return false;
  try {
    await open(decodeURIComponent(id), places ? [places.split("-").map(Number)] : []);
  } catch (error) {
    lost(error, "no_article");
  }
  return true;
}

export function hover(marker) {
  const quote = document.getElementById(marker.dataset.quote);
  const card = $("#hover-card");
  if (!quote) return;
  card.replaceChildren(
    node("p", "words", $("blockquote", quote).textContent),
    node("p", "from", $$(".fact", $(".source-line", quote)).map((fact) => fact.textContent).join(" · ")),
  );
  card.hidden = false;
  const at = marker.getBoundingClientRect();
  const left = Math.min(at.left, innerWidth - card.offsetWidth - 16);
  const below = at.bottom + 8 + card.offsetHeight < innerHeight;
  card.style.left = `${Math.max(16, left)}px`;
  card.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - card.offsetHeight - 8)}px`;
}

export const unhover = () => ($("#hover-card").hidden = true);

// Text selected in the article can be asked about.
export function selection() {
  const chosen = getSelection();
  const button = $(".ask-selection");
  const text = chosen.toString().trim();
  if (!text || text.length > 300 || !$("#page").contains(chosen.anchorNode)) {
    button.hidden = true;
    return;
  }
  const at = chosen.getRangeAt(0).getBoundingClientRect();
  button.hidden = false;
  button.style.left = `${Math.min(Math.max(8, at.left), innerWidth - button.offsetWidth - 8)}px`;
  button.style.top = `${Math.max(8, at.top - button.offsetHeight - 8)}px`;
}

export function askedSelection() {
  const text = getSelection().toString().trim();
  $(".ask-selection").hidden = true;
  getSelection().removeAllRanges();
  return word("about_this", { text });
}

export async function remove() {
  if (!shown.article || !confirm(word("really_remove"))) return;
  await call("remove_article", [shown.article]);
  forget();
  close();
  toast(word("sum_removed", { n: 1 }));
}

export async function restore() {
  const article = shown.article;
  await call("restore_article", [article]);
  forget();
  await open(article);
  toast(word("restored"));
}
