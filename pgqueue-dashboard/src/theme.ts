import { Store } from "./store";

export type Theme = "system" | "light" | "dark";

const KEY = "pgqueue.theme";

export const theme = new Store<Theme>(kept());

function kept(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // storage can be forbidden; the switch then lasts as long as the page
  }
}

export function choose(next: Theme): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // as above
  }
  theme.set(next);
}

/** The style sheet's light-dark() goes by the attribute, and by the system without one. */
export function applyTheme(): void {
  const apply = () => {
    if (theme.value === "system") {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme.value;
    }
  };
  theme.follow(apply);
  apply();
}
