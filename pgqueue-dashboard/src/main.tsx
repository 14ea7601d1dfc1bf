import { render } from "preact";
import { useEffect, useErrorBoundary } from "preact/hooks";
import { rememberCsrf } from "./api/client";
import type { Me } from "./api/types";
import { usePolled } from "./api/usePolled";
import { Audit } from "./pages/Audit";
import { Health } from "./pages/Health";
import { KindPage } from "./pages/KindPage";
import { Kinds } from "./pages/Kinds";
import { Outbox } from "./pages/Outbox";
import { Overview } from "./pages/Overview";
import { Schedules } from "./pages/Schedules";
import { TaskPage } from "./pages/TaskPage";
import { Tasks } from "./pages/Tasks";
import { Workers } from "./pages/Workers";
import { decoded, followLinks, usePlace } from "./router";
import "./style/index.css";
import { applyTheme } from "./theme";
import { MeContext } from "./ui/me";
import { PageHead } from "./ui/parts";
import { Shell } from "./ui/Shell";

const ME_MS = 60_000; // also keeps the CSRF token fresh

function App() {
  const me = usePolled<Me>("me", ME_MS, false);
  useEffect(() => rememberCsrf(me.data?.csrf ?? null), [me.data]);
  return (
    <MeContext.Provider value={me.data ?? null}>
      <Shell me={me.data}>
        <Guarded />
      </Shell>
    </MeContext.Provider>
  );
}

/** A page that fails leaves the others alone: the way on is in the head. */
function Guarded() {
  const { path } = usePlace();
  const [failure, recover] = useErrorBoundary();
  useEffect(recover, [path]);
  return failure ? (
    <div class="banner error" role="alert">
      <p>
        <b>This page failed:</b> {String((failure as Error).message)}. Reload it, or go to another one.
      </p>
    </div>
  ) : (
    <Page />
  );
}

function Page() {
  const { path } = usePlace();
  const [name, id, ...more] = path.replace(/\/$/, "").split("/").map(decoded);
  if (more.length > 0) {
    return <NotFound />;
  }
  if (id) {
    return name === "tasks" ? (
      <TaskPage key={id} id={id} />
    ) : name === "kinds" ? (
      <KindPage key={id} kind={id} />
    ) : (
      <NotFound />
    );
  }
  switch (name) {
    case "":
      return <Overview />;
    case "tasks":
      return <Tasks />;
    case "kinds":
      return <Kinds />;
    case "workers":
      return <Workers />;
    case "schedules":
      return <Schedules />;
    case "outbox":
      return <Outbox />;
    case "health":
      return <Health />;
    case "audit":
      return <Audit />;
    default:
      return <NotFound />;
  }
}

function NotFound() {
  return (
    <>
      <PageHead title="Not found" />
      <p class="empty">
        There is no such page. Go to the <a href="./">overview</a>.
      </p>
    </>
  );
}

applyTheme();
followLinks();
render(<App />, document.getElementById("app")!);
