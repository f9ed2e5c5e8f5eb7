/* Glue between the board and htmx: token, focus, live region, lost connections. Everything else is HTML from the server. */
function OkrBlock(_runtime, element) {
  "use strict";
  var host = element.jquery ? element[0] : element;
  var root = host.querySelector("[data-okr]");
  if (!root || root.dataset.okrReady) return;
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
  }

  function showProblem(kind) {
    var problem = root.querySelector("#okr-problem");
    var line = document.createElement("p");
    line.className = "okr-inset okr-strong";
    line.setAttribute("role", "alert");
    line.textContent = problem.dataset[kind];
    problem.replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  }

  root.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
  });

  // A refused form comes back in its own place, not in place of the board.
  root.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    var slot = event.detail.elt.dataset && event.detail.elt.dataset.okrSlot;
    if ((status === 422 || status === 409) && slot && !event.detail.xhr.getResponseHeader("HX-Retarget")) {
      event.detail.target = document.getElementById(slot);
    }
    if (status < 400) clearProblem();
  });

  root.addEventListener("htmx:afterSettle", function (event) {
    var swapped = event.detail.target;
    var board = swapped.querySelector && swapped.querySelector("[data-okr-said]");
    if (board) {
      if (board.dataset.okrSaid) say(board.dataset.okrSaid);
      focusOn(board.dataset.okrFocus && document.getElementById(board.dataset.okrFocus));
      return;
    }
    var wrong = swapped.querySelector && swapped.querySelector("[aria-invalid=true]");
    focusOn(wrong || (swapped.querySelector && swapped.querySelector("[data-okr-start], [data-okr-cheer]")));
  });

  root.addEventListener("htmx:sendError", function () { showProblem("okrOffline"); });
  root.addEventListener("htmx:responseError", function () { showProblem("okrBroken"); });

  root.addEventListener("click", function (event) {
    var closer = event.target.closest("[data-okr-close]");
    if (!closer) return;
    var slot = document.getElementById(closer.dataset.okrClose);
    var opener = root.querySelector('[hx-target="#' + closer.dataset.okrClose + '"]:not(form *)');
    slot.replaceChildren();
    focusOn(opener);
  });

  htmx.process(root);
}
