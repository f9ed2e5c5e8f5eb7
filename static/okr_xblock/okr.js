/* Glue between the board and htmx: token, focus, live region, lost connections. Everything else is HTML from the server. */
function OkrBlock(_runtime, element) {
  "use strict";
  var host = element.jquery ? element[0] : element;
  var root = host.querySelector("[data-okr]");
  if (!root || root.dataset.okrReady) return;
  // A copy of the block on the same page would answer to the first one's names: it points there instead.
  if (document.querySelector("[data-okr-ready]")) {
    var pointer = document.createElement("a");
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
    { code: "[23]..", swap: true },
    { code: "4..", swap: true },
    { code: "...", swap: false, error: true },
  ];

  function cookie(name) {
    var found = document.cookie.split("; ").find(function (pair) { return pair.indexOf(name + "=") === 0; });
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
  }

  function say(text) {
    var live = root.querySelector("[data-okr-live]");
    live.textContent = "";
    window.setTimeout(function () { live.textContent = text; }, 50);
  }

  function focusOn(target) {
    if (!target) return;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  function clearProblem() {
    root.querySelector("#okr-problem").replaceChildren();
    root.querySelectorAll(".okr-trouble").forEach(function (line) { line.remove(); });
  }

  // Said where one is: above the button of the form that could not be sent.
  function showProblem(kind, asker) {
    var problem = root.querySelector("#okr-problem");
    var button = asker.closest("form") && asker.closest("form").querySelector("button[type=submit]");
    var line = document.createElement("p");
    clearProblem();
    line.className = "okr-trouble";
    line.setAttribute("role", "alert");
    line.textContent = problem.dataset[kind];
    if (button) button.parentNode.before(line);
    else problem.append(line);
    line.scrollIntoView({ block: "nearest" });
  }

  // A form that stands open is gone to, not fetched anew over what was typed into it.
  root.addEventListener("htmx:beforeRequest", function (event) {
    var form = event.detail.target.querySelector(":scope > form");
    if (!form || event.detail.elt.closest("form")) return;
    event.preventDefault();
    focusOn(form.querySelector("[data-okr-start]"));
  });

  root.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
  });

  // A refused form comes back in its own place, not in place of the board. A refusal that is not ours (somebody signed
  // out in another tab, a proxy says no) replaces nothing at all: what was typed is still there.
  root.addEventListener("htmx:beforeSwap", function (event) {
    var detail = event.detail;
    var status = detail.xhr.status;
    var asker = detail.requestConfig.elt;
    if (asker.matches(".okr-choice")) typing = whatIsTyped(asker.closest("form"));
    if (status < 400) clearProblem();
    if (status < 400 || status >= 500 || detail.xhr.getResponseHeader("HX-Retarget")) return;
    if ((status === 422 || status === 409) && asker.dataset.okrSlot) {
      detail.target = document.getElementById(asker.dataset.okrSlot);
    } else {
      detail.shouldSwap = false;
      showProblem(status === 401 || status === 403 ? "okrOut" : "okrBroken", asker);
    }
  });

  // Another kind of key result draws the form anew, while its title is perhaps being typed.
  var typing = null;

  function whatIsTyped(form) {
    var title = form.querySelector("[name=title]");
    return { text: title.value, at: title === document.activeElement ? title.selectionStart : null };
  }

  root.addEventListener("htmx:afterSwap", function (event) {
    if (!typing) return;
    var title = event.detail.target.querySelector("[name=title]");
    if (title) title.value = typing.text;
    if (title && typing.at !== null) {
      title.focus({ preventScroll: true });
      title.setSelectionRange(typing.at, typing.at);
    } else {
      focusOn(event.detail.target.querySelector(".okr-choice[aria-pressed=true]"));
    }
    typing = null;
  });

  root.addEventListener("htmx:afterSettle", function (event) {
    var swapped = event.detail.target;
    if (event.detail.requestConfig.elt.matches(".okr-choice")) return;
    if (swapped.id === "okr-problem") {
      swapped.scrollIntoView({ block: "nearest" });
      return;
    }
    var board = swapped.querySelector && swapped.querySelector("[data-okr-said]");
    if (board) {
      if (board.dataset.okrSaid) say(board.dataset.okrSaid);
      focusOn(board.dataset.okrFocus && document.getElementById(board.dataset.okrFocus));
      return;
    }
    // Whoever went on inside it already, by keyboard or pointer, is not called back.
    if (swapped.contains && swapped.contains(document.activeElement)) return;
    if (swapped.id === "okr-cheer") beforeCheer = document.activeElement;
    var wrong = swapped.querySelector && swapped.querySelector("[aria-invalid=true]");
    focusOn(wrong || (swapped.querySelector && swapped.querySelector("[data-okr-start], [data-okr-cheer]")));
  });

  root.addEventListener("htmx:sendError", function (event) { showProblem("okrOffline", event.detail.requestConfig.elt); });
  root.addEventListener("htmx:responseError", function (event) {
    if (event.detail.xhr.status >= 500) showProblem("okrBroken", event.detail.requestConfig.elt);
  });

  var beforeCheer = null;

  root.addEventListener("click", function (event) {
    var closer = event.target.closest("[data-okr-close]");
    if (!closer) return;
    var slot = document.getElementById(closer.dataset.okrClose);
    var opener = root.querySelector('[hx-target="#' + closer.dataset.okrClose + '"]:not(form *)');
    slot.replaceChildren();
    focusOn(opener || (root.contains(beforeCheer) ? beforeCheer : root.querySelector("article")));
  });

  htmx.process(root);
}
