/* Glue between the board and htmx. Everything else is HTML from the server; docs/scripts.md lists what it may ask for. */
function OkrBlock(_runtime, element) {
  "use strict";
  const root = (element.jquery ? element[0] : element).querySelector("[data-okr]");
  if (!root || root.dataset.okrReady) return;
  // A copy of the block on the same page would answer to the first one's names: it points there instead.
  if (document.querySelector("[data-okr-ready]")) {
    const pointer = document.createElement("a");
    pointer.className = "okr-inset";
    pointer.href = "#okr-board";
    pointer.target = "_self";
    pointer.textContent = root.dataset.okrCopy;
    root.replaceChildren(pointer);
    return;
  }
  root.dataset.okrReady = "yes";

  htmx.config.allowEval = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.historyEnabled = false;
  // Refused forms and sentences that say why are shown like any other answer.
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[234]..", swap: true },
    { code: "...", swap: false, error: true },
  ];

  const byId = (id) => document.getElementById(id);
  const on = (kind, act) => root.addEventListener(kind, act);
  const { okrToken: token, okrUrl: address, okrSite: site } = root.dataset;
  const board = byId("okr-board");
  const problem = byId("okr-problem");

  function say(text) {
    const live = root.querySelector("[data-okr-live]");
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  }

  function focusOn(target) {
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  function clearProblem() {
    problem.replaceChildren();
    root.querySelectorAll(".okr-trouble").forEach((line) => line.remove());
  }

  // Said where one is: above the button of the form that could not be sent.
  function showProblem(kind, asker) {
    const button = asker.closest("form")?.querySelector("button[type=submit]");
    const line = document.createElement("p");
    clearProblem();
    line.className = "okr-trouble";
    line.setAttribute("role", "alert");
    line.textContent = problem.dataset[kind];
    if (button) button.parentNode.before(line);
    else problem.append(line);
    line.scrollIntoView({ block: "nearest" });
  }

  let newest, typing, beforeCheer, here;

  on("htmx:configRequest", ({ detail }) => {
    detail.headers["X-CSRFToken"] = decodeURIComponent(document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] || "");
    detail.headers["OKR-Learner"] = token;
  });

  on("htmx:beforeRequest", (event) => {
    const { target, elt, xhr } = event.detail;
    if (target === board) newest = xhr;
    // A form that stands open is gone to, not fetched anew over what was typed into it.
    const form = target.querySelector(":scope > form");
    if (!form || elt.closest("form")) return;
    event.preventDefault();
    focusOn(form.querySelector("[data-okr-start]"));
  });

  // A refused form comes back in its own place, not in place of the board. A refusal that is not ours (somebody signed
  // out in another tab, a proxy says no) replaces nothing at all: what was typed is still there.
  on("htmx:beforeSwap", ({ detail }) => {
    const { status } = detail.xhr;
    const asker = detail.requestConfig.elt;
    if (asker.matches(".okr-choice")) {
      const title = asker.closest("form").querySelector("[name=title]");
      typing = { text: title.value, at: title === document.activeElement ? title.selectionStart : null };
    }
    if (status < 400) {
      clearProblem();
      if (asker.matches("form, [type=submit]")) forget(asker.closest("form"));
      // Whoever went on meanwhile is not called back to an older page.
      if (detail.target === board && detail.xhr !== newest) detail.shouldSwap = false;
      return;
    }
    if (status >= 500 || detail.xhr.getResponseHeader("HX-Retarget")) return;
    if ((status === 422 || status === 409) && asker.dataset.okrSlot) {
      detail.target = byId(asker.dataset.okrSlot);
    } else {
      detail.shouldSwap = false;
      showProblem(status === 401 || status === 403 ? "okrOut" : "okrBroken", asker);
    }
  });

  // Another kind of key result draws the form anew, while its title is perhaps being typed.
  on("htmx:afterSwap", ({ detail: { target } }) => {
    if (!typing) return;
    const title = target.querySelector("[name=title]");
    if (title) title.value = typing.text;
    if (title && typing.at !== null) {
      title.focus({ preventScroll: true });
      title.setSelectionRange(typing.at, typing.at);
    } else {
      focusOn(target.querySelector(".okr-choice[aria-pressed=true]"));
    }
    typing = null;
  });

  on("htmx:afterSettle", ({ detail: { target, xhr, requestConfig: { elt: asker } } }) => {
    if (xhr.status < 400) giveBack(target);
    if (asker.matches(".okr-choice")) return;
    if (target === problem) {
      target.scrollIntoView({ block: "nearest" });
      return;
    }
    const page = target.querySelector("[data-okr-said]");
    if (page) {
      if (page.dataset.okrSaid) say(page.dataset.okrSaid);
      const heading = (notePage(asker) || asker === board) && page.querySelector("h3");
      if (heading) heading.tabIndex = -1;
      focusOn(byId(page.dataset.okrFocus) || heading);
      return;
    }
    // Whoever went on inside it already, by keyboard or pointer, is not called back.
    if (target.contains(document.activeElement)) return;
    if (target.id === "okr-cheer") beforeCheer = document.activeElement;
    focusOn(target.querySelector("[aria-invalid=true]") || target.querySelector("[data-okr-start], [data-okr-cheer]"));
  });

  on("htmx:sendError", ({ detail }) => showProblem("okrOffline", detail.requestConfig.elt));
  on("htmx:responseError", ({ detail }) => showProblem("okrBroken", detail.requestConfig.elt));

  on("click", ({ target }) => {
    const name = target.closest("[data-okr-close]")?.dataset.okrClose;
    if (!name) return;
    byId(name).querySelectorAll("form").forEach(forget);
    byId(name).replaceChildren();
    const opener = root.querySelector(`[hx-target="#${name}"]:not(form *)`);
    focusOn(opener || (root.contains(beforeCheer) ? beforeCheer : root.querySelector("article")));
  });

  // What is typed stays in this tab until it is saved or cancelled, out of the way of whoever signs in next.
  let kept;
  try {
    kept = sessionStorage;
    Object.keys(kept).forEach((name) => { if (name.startsWith("okr:") && !name.startsWith(`okr:${token}:`)) kept.removeItem(name); });
  } catch { /* A browser may refuse to keep anything. */ }

  const drawerOf = (form) => kept && form?.dataset.okrKeep && `okr:${token}:${form.dataset.okrKeep}`;
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const forget = (form) => { if (drawerOf(form)) kept.removeItem(drawerOf(form)); };
  // Of several fields of one name each has its own: by its value if that is fixed, else by its place.
  const keyOf = (field) => field.name + " " + (isTick(field) ? field.value : [...field.form.querySelectorAll(`[name="${field.name}"]`)].indexOf(field));

  on("input", ({ target: field }) => {
    const output = byId(field.dataset.okrMirror);
    if (output) output.textContent = field.value.replace(".", output.textContent.match(/[.,\u066b]/)?.[0] || ".");
    const drawer = field.name && drawerOf(field.form);
    if (!drawer) return;
    const typed = JSON.parse(kept.getItem(drawer) || "{}");
    // With the form's own key: what was written although the answer got lost is not written twice.
    field.form.querySelectorAll(`[name="${field.name}"], [name=submission_key]`).forEach((one) => {
      typed[keyOf(one)] = isTick(one) ? one.checked : one.value;
    });
    kept.setItem(drawer, JSON.stringify(typed));
  });

  function giveBack(place) {
    place.querySelectorAll("form[data-okr-keep]").forEach((form) => {
      const typed = JSON.parse(drawerOf(form) && kept.getItem(drawerOf(form)) || "{}");
      const changed = [...form.elements].filter((field) => {
        const property = isTick(field) ? "checked" : "value";
        const was = field.name && typed[keyOf(field)];
        if (was === undefined || was === field[property]) return false;
        field[property] = was;
        return field.type !== "hidden";
      });
      if (!changed[0]) return;
      const line = document.createElement("p");
      line.className = "okr-small okr-soft";
      line.textContent = problem.dataset.okrKept;
      form.querySelector("[data-okr-start]")?.after(line);
      say(line.textContent);
      changed.forEach((field) => ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true }))));
    });
  }

  // History follows the page that is shown, whether a link led there or something that was saved. Returns whether it is
  // another one than before.
  function notePage(asker) {
    const page = board.querySelector("[data-okr-page]");
    if (!page) return false;
    const { back_id: id } = JSON.parse(page.getAttribute("hx-vals") || "{}");
    const entry = { page: page.dataset.okrPage, values: id ? { id } : {} };
    if (asker?.matches("[data-okr-go]")) entry.values = JSON.parse(asker.getAttribute("hx-vals") || "{}");
    if (JSON.stringify(entry) === JSON.stringify(here)) return false;
    const query = new URLSearchParams(entry.values).toString();
    const url = site && site + (entry.page === "board" ? "" : `${entry.page}/`) + (query && `?${query}`);
    history[here && asker !== board ? "pushState" : "replaceState"]({ ...history.state, okr: entry }, "", url);
    here = entry;
    return true;
  }

  // Going back fetches the page anew: it is never older than what was saved since.
  function show(entry) {
    if (!entry) return;
    here = entry;
    htmx.ajax("POST", address.replace("okr_page", entry.page), { source: board, target: board, values: entry.values }).catch(() => {});
  }

  addEventListener("popstate", ({ state }) => show(state?.okr));
  addEventListener("pageshow", ({ persisted }) => persisted && show(here));

  // A link that is to open elsewhere does so, by its own address.
  root.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest("[data-okr-go]")) event.stopPropagation();
  }, true);

  htmx.process(root);
  giveBack(root);
  const before = !site && history.state?.okr;
  notePage();
  // The page of a block has one address for all of ours, and may come out of the browser's own store.
  if (before) show(before);
}
// The page at /okr/ is no block: nobody else calls.
if (document.querySelector("[data-okr-site]")) OkrBlock(null, document);
