// SPDX-License-Identifier: Apache-2.0
// A slider beside the number of persons, and the answer anew while one slides or writes. Without this file the button
// does the same.
(() => {
  "use strict";
  const form = document.querySelector("form[data-power]");
  if (!form) return;
  const number = form.querySelector("[data-slides]"), aloud = document.querySelector("[data-told-aloud]");
  const [low, high, step] = number.dataset.slides.split(" ").map(Number);
  const slider = Object.assign(document.createElement("input"), { type: "range", min: low, max: high, step });
  slider.className = "slider";
  slider.value = number.value;
  slider.setAttribute("aria-label", form.querySelector(`label[for="${number.id}"]`).textContent.trim());
  const echo = document.createElement("output");  // on a telephone the answer itself is further down
  echo.className = "quiet";
  echo.setAttribute("for", number.id);
  number.after(slider, echo);
  const same = () => slider.setAttribute("aria-valuetext", number.value);
  const repeat = () => { echo.textContent = document.querySelector("[data-said]")?.textContent.trim() || ""; };
  same();
  repeat();

  // Only what the chosen comparison and kind of value need.
  const fit = () => {
    const chosen = new FormData(form), hidden = (input, hide) => { input.closest(".ds-field").hidden = hide; };
    form.querySelectorAll("[data-only]").forEach((input) => hidden(input, input.dataset.only !== chosen.get("design")));
    hidden(form.elements.baseline, chosen.get("kind") !== "binary");
    hidden(form.elements.sd, chosen.get("kind") === "binary");
  };
  fit();

  let waiting = 0, asking = null;
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const address = `?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-answer]");
      if (!fresh) return;
      document.querySelector("[data-answer]").replaceWith(document.adoptNode(fresh));
      document.querySelector("[data-wrong]").replaceWith(document.adoptNode(page.querySelector("[data-wrong]")));
      repeat();
      aloud.textContent = document.querySelector("[data-said]")?.textContent.trim() || "";
      history.replaceState(null, "", address);
    } catch (error) { if (error.name !== "AbortError") form.submit(); }
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(ask, 200); };
  slider.addEventListener("input", () => { number.value = slider.value; same(); soon(); });
  number.addEventListener("input", () => { slider.value = number.value; same(); });
  form.addEventListener("input", (event) => { if (event.target !== slider) { fit(); soon(); } });
})();
