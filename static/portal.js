// Comfort only: every page works without this file.
"use strict";

(() => {
  const root = document.documentElement;

  const toggle = document.querySelector("[data-theme-toggle]");
  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const prefersDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
      const isDark = root.dataset.theme ? root.dataset.theme === "dark" : prefersDark;
      root.dataset.theme = isDark ? "light" : "dark";
      document.cookie = `portal_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
    });
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const search = document.querySelector("[data-search]");
    if (event.key === "/" && !typing && search && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open], details.pop[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open], details.pop[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    if (event.target.closest("[data-print]")) window.print();
  });

  // A form that is sent twice by a double click is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-once]");
    if (!form) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-once]").forEach((form) => {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });

  // The review form: last year's answers beside the fields, keeping what is typed, a lost session.
  const markChanges = (form) => {
    form.querySelectorAll("[data-last]").forEach((line) => {
      const values = new FormData(form).getAll(line.dataset.of).filter((value) => value !== "");
      line.querySelector("[data-changed]").hidden = values.sort().join(",") === line.dataset.last;
    });
  };
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.split("=")[1];
  // Signing in on another tab changes the token that this page was made with.
  const renewToken = (form) => {
    const field = form.querySelector("[name=csrfmiddlewaretoken]");
    const token = cookie("csrftoken");
    if (field && token) field.value = token;
  };
  const tell = (form, name, shown) => {
    const notice = form.querySelector(`[data-${name}]`);
    if (notice) notice.hidden = !shown;
  };
  document.querySelectorAll("form[data-sheet]").forEach((form) => {
    form.addEventListener("input", () => {
      form.dataset.unkept = "1";
      markChanges(form);
    });
    form.addEventListener("submit", () => {
      delete form.dataset.unkept;
      renewToken(form);
    });
    form.addEventListener("htmx:beforeRequest", () => { delete form.dataset.unkept; });
    // Leaving the page within the moment before the next keeping loses nothing either.
    window.addEventListener("pagehide", () => {
      if (form.dataset.unkept) navigator.sendBeacon(form.getAttribute("hx-post"), new FormData(form));
    });
    form.addEventListener("htmx:configRequest", (event) => {
      renewToken(form);
      event.detail.parameters.csrfmiddlewaretoken = form.querySelector("[name=csrfmiddlewaretoken]").value;
    });
    form.addEventListener("htmx:beforeSwap", (event) => {
      const answered = new URL(event.detail.xhr.responseURL || location.href).pathname;
      const asked = new URL(form.getAttribute("hx-post"), location.href).pathname;
      const isLost = answered !== asked;
      if (isLost) event.detail.shouldSwap = false;
      tell(form, "session-lost", isLost);
      tell(form, "not-kept", !isLost && event.detail.xhr.status >= 400);
    });
    form.addEventListener("htmx:sendError", () => tell(form, "not-kept", true));
  });

  // Empty filters stay out of the address.
  document.querySelectorAll("form[data-filters]").forEach((form) => {
    form.addEventListener("formdata", (event) => {
      for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
    });
  });

  // A table that has to be scrolled sideways can be reached and scrolled by keyboard.
  document.querySelectorAll(".table-wrap").forEach((wrap) => {
    if (wrap.scrollWidth > wrap.clientWidth && !wrap.hasAttribute("tabindex")) wrap.tabIndex = 0;
  });

  document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
  document.querySelector("[data-focus]")?.focus();
  document.querySelectorAll(".nav-main ul, .tabs ul").forEach((strip) => {
    const current = strip.querySelector("[aria-current]");
    if (!current) return;
    const middle = current.offsetLeft - strip.offsetLeft + current.offsetWidth / 2;
    strip.scrollLeft = Math.max(0, middle - strip.clientWidth / 2);
  });
})();
