/* What a block's script finds in the browser: the runtime, and the element that is its own. As in an LMS, without jQuery. */
(function () {
  "use strict";

  function handlerUrl(element, handler, suffix, query) {
    const block = element.closest(".xblock");
    return block.dataset.handlerPrefix + handler + (suffix ? "/" + suffix : "") + (query ? "?" + query : "");
  }

  function notify(name, data) {
    document.dispatchEvent(new CustomEvent("xblock." + name, { detail: data }));
  }

  const runtime = { handlerUrl, notify };

  for (const element of document.querySelectorAll(".xblock[data-init]")) {
    const start = window[element.dataset.init];
    const values = element.querySelector(":scope > script[type='application/json']");
    if (typeof start === "function") {
      start(runtime, element, values ? JSON.parse(values.textContent) : undefined);
    } else {
      console.error("The script of a block has no function " + element.dataset.init);
    }
  }
})();
