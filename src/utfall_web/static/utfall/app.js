// SPDX-License-Identifier: Apache-2.0
// Comfort only: every page works without this file.
(() => {
  "use strict";
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // One press is enough: the server would carry the form out once anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post") {
      form.dataset.sent = "1";
      window.addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
    }
  });
})();
