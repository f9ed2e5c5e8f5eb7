/* Glue between the board and htmx; docs/scripts.md says what it does and why. */
function OkrBlock(_runtime, element) {
  "use strict";
  const root = (element.jquery ? element[0] : element).querySelector("[data-okr]");
  if (!root || root.dataset.okrReady) return;
  if (document.querySelector("[data-okr-ready]")) {
    const pointer = lineOf(root.dataset.okrCopy, "okr-inset", "a");
    pointer.href = "#okr-board";
    pointer.target = "_self";
    root.replaceChildren(pointer);
    return;
  }
  root.dataset.okrReady = "yes";

  htmx.config.allowEval = false;
  htmx.config.includeIndicatorStyles = false;
  htmx.config.historyEnabled = false;
  htmx.config.defaultSettleDelay = 0;
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[234]..", swap: true },
    { code: "...", swap: false, error: true },
  ];

  const byId = (id) => document.getElementById(id);
  const on = (kind, act, first) => root.addEventListener(kind, act, first);
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

  function lineOf(text, kind, tag = "p") {
    const line = document.createElement(tag);
    line.className = kind;
    line.textContent = text;
    return line;
  }

  function clearProblem() {
    problem.replaceChildren();
    root.querySelectorAll(".okr-trouble").forEach((line) => line.remove());
  }

  function showProblem(kind, asker) {
    if (asker.closest(".okr-hints")) return;
    const button = asker.matches("[type=submit], [form]") ? asker : asker.closest("form")?.querySelector("button[type=submit]");
    const line = lineOf(problem.dataset[kind], `okr-trouble ${kind}`);
    clearProblem();
    line.role = "alert";
    if (button) button.parentNode.before(line);
    else problem.append(line);
    line.scrollIntoView({ block: "nearest" });
  }

  let newest, beforeCheer, here, left;

  on("htmx:configRequest", ({ detail }) => {
    detail.headers["X-CSRFToken"] = document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1];
    detail.headers["OKR-Learner"] = token;
  });

  on("htmx:beforeRequest", (event) => {
    const { target, elt, xhr } = event.detail;
    if (target === board) newest = xhr;
    // A form that stands open is gone to, not fetched anew.
    const form = target.querySelector(":scope > form");
    if (!form || elt.closest("form")) return;
    event.preventDefault();
    focusOn(form.querySelector("[data-okr-start]"));
  });

  on("htmx:beforeSwap", ({ detail }) => {
    const { status } = detail.xhr;
    const asker = detail.requestConfig.elt;
    left = detail.target.contains(document.activeElement) ? document.activeElement : null;
    if (status < 400) {
      clearProblem();
      if (asker === board || asker.matches("[data-okr-go]")) say("");
      if (asker.matches("form, [type=submit], [form]")) forget(asker.form || asker);
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

  on("htmx:afterSettle", ({ detail: { target, xhr, requestConfig: { elt: asker } } }) => {
    if (xhr.status < 400) giveBack(target);
    if (target === problem) return target.scrollIntoView({ block: "nearest" });
    const page = target.querySelector("[data-okr-said]");
    if (page) {
      if (page.dataset.okrSaid) say(page.dataset.okrSaid);
      const heading = (notePage(asker) || asker === board) && page.querySelector("h3");
      if (heading) heading.tabIndex = -1;
      focusOn(byId(page.dataset.okrFocus) || heading);
      return;
    }
    // Whoever went on inside it already is not called back.
    if (target.contains(document.activeElement)) return;
    if (target.id === "okr-cheer") {
      beforeCheer = document.activeElement;
      // Nobody is called away from what they are typing.
      if (beforeCheer.matches("input, textarea, select")) return;
    }
    const again = xhr.status < 400 && left && target.querySelector(left.name ? `[name="${left.name}"]${isTick(left) ? `[value="${left.value}"]` : ""}` : ".okr-choice[aria-pressed=true]");
    if (again?.name && !isTick(left)) again.value = left.value;
    focusOn(target.querySelector("[aria-invalid=true]") || again || target.querySelector("[data-okr-start], [data-okr-cheer]"));
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

  on("keydown", ({ key, target }) => {
    const menu = target.closest(".okr-more--dots");
    if (key !== "Escape" || !menu) return;
    menu.open = false;
    focusOn(menu.firstElementChild);
  });

  let kept;
  try {
    kept = sessionStorage;
    Object.keys(kept).forEach((name) => { if (name.startsWith("okr:") && !name.startsWith(`okr:${token}:`)) kept.removeItem(name); });
  } catch { /* Refused by the browser. */ }

  const drawerOf = (form) => kept && form?.dataset.okrKeep && `okr:${token}:${form.dataset.okrKeep}`;
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const forget = (form) => kept?.removeItem(drawerOf(form));
  const keyOf = (field) => field.name + (isTick(field) ? ` ${field.value}` : "");

  on("input", ({ target: field }) => {
    const output = byId(field.dataset.okrMirror);
    if (output) output.textContent = field.value.replace(".", output.textContent.match(/[.,\u066b]/)?.[0] || ".");
    const drawer = field.name && drawerOf(field.form);
    if (!drawer) return;
    const typed = JSON.parse(kept.getItem(drawer) || "{}");
    // With the form's key: sent again, it is not written twice.
    field.form.querySelectorAll(`[name="${field.name}"], [name=submission_key]`).forEach((one) => {
      // A box as it was shown says nothing.
      if (one === field || one.type !== "checkbox") typed[keyOf(one)] = !isTick(one) ? one.value : one.checked === one.defaultChecked ? undefined : one.checked;
    });
    kept.setItem(drawer, JSON.stringify(typed));
  });

  function giveBack(place) {
    place.querySelectorAll("form[data-okr-keep]").forEach((form) => {
      const typed = JSON.parse(drawerOf(form) && kept.getItem(drawerOf(form)) || "{}");
      const changed = [...form.elements].filter((field) => {
        const property = isTick(field) ? "checked" : "value";
        const was = typed[keyOf(field)];
        if (!field.name || was === undefined || was === field[property]) return false;
        field[property] = was;
        return field.type !== "hidden";
      });
      if (!changed[0]) return;
      form.querySelector("[data-okr-start]")?.after(lineOf(problem.dataset.okrKept, "okr-small okr-soft"));
      say(problem.dataset.okrKept);
      changed.forEach((field) => {
        field.closest("details")?.setAttribute("open", "");
        ["input", "change"].forEach((kind) => field.dispatchEvent(new Event(kind, { bubbles: true })));
      });
    });
  }

  function note(how, entry) {
    const query = new URLSearchParams(entry.values).toString();
    const url = site && site + (entry.page === "board" ? "" : `${entry.page}/`) + (query && `?${query}`);
    history[how]({ ...history.state, okr: entry }, "", url);
    here = entry;
  }

  // Returns whether it is another page.
  function notePage(asker) {
    const page = board.querySelector("[data-okr-page]");
    if (!page) return false;
    const said = asker?.matches("[data-okr-go]") ? asker : page;
    const { back, focus, ...values } = JSON.parse((said.getAttribute("hx-vals") || "{}").replace(/"back_/g, '"'), (_name, value) => value || undefined);
    const { okrPage, okrFirst: step } = page.dataset;
    const entry = { page: okrPage, values };
    if (JSON.stringify(entry) === JSON.stringify(here) || (asker === board && here?.page === okrPage)) return false;
    if (step && here?.page === okrPage && !here.values.id) note("replaceState", { page: okrPage, values: { ...values, step } });
    note(here && asker !== board ? "pushState" : "replaceState", entry);
    return true;
  }

  function show(entry) {
    if (!entry) return;
    here = entry;
    htmx.ajax("POST", address.replace(/okr_page$/, entry.page), { source: board, target: board, values: entry.values }).catch(() => {});
  }

  addEventListener("online", () => root.querySelector(".okrOffline")?.remove());
  addEventListener("popstate", ({ state }) => show(state?.okr));
  addEventListener("pageshow", ({ persisted }) => persisted && show(here));

  on("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && event.target.closest("a[data-okr-go]")) event.stopPropagation();
  }, true);

  htmx.process(root);
  giveBack(root);
  // A block comes with its board, perhaps an old one.
  const before = !site && history.state?.okr;
  if (before && (before.page !== "board" || performance.navigation.type === 2)) show(before);
  else notePage();
}
if (document.querySelector("[data-okr-site]")) OkrBlock(null, document);
