import assert from "node:assert/strict";
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { DENO_VERSION, layoutOf, ROOT } from "#lib/setup";
import { kernelStep, reportStep } from "../../lib/setup/jupyter.ts";
import { install } from "../../lib/setup/python.ts";
import { inFolder } from "../temporary.ts";

const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

Deno.test("kernelStep() describes a kernel that is the environment's own Deno", async () => {
  await inFolder(async (root) => {
    const layout = layoutOf(root), step = kernelStep(layout);
    const folder = join(layout.jupyter, "kernels", "deno");
    assert.equal(step.present(), false);
    await step.run();
    assert.equal(step.present(), true);
    const kernel = readJson(join(folder, "kernel.json"));
    const [program, ...args] = kernel.argv;
    // Jupyter puts the kernel's folder there, so a repository that is moved keeps its kernel.
    assert.equal(normalize(program.replace("{resource_dir}", folder)), layout.deno);
    assert.deepEqual(args, ["jupyter", "--kernel", "--conn", "{connection_file}"]);
    assert.equal(kernel.display_name, `Deno ${DENO_VERSION}`);
    assert.equal(kernel.language, "typescript");
    assert.deepEqual(kernel.env, { NO_COLOR: "1", TF_CPP_MIN_LOG_LEVEL: "2" });
    assert.ok(!JSON.stringify(kernel).includes(root));
  });
});

Deno.test("kernelStep() may run again, and leaves one kernel only", async () => {
  await inFolder(async (root) => {
    const layout = layoutOf(root), step = kernelStep(layout);
    const other = join(layout.jupyter, "kernels", "python3");
    const files = () =>
      globSync("**/*.json", { cwd: layout.jupyter }).sort()
        .map((name) => [name, readFileSync(join(layout.jupyter, name), "utf8")]);
    await step.run();
    const before = files();
    mkdirSync(other);
    writeFileSync(join(other, "kernel.json"), "{}");
    await step.run();
    assert.deepEqual(files(), before);
    assert.deepEqual(before.map(([name]) => name), [
      "kernels/deno/kernel.json",
      "lab/settings/overrides.json",
      "lab/settings/page_config.json",
    ]);
  });
});

Deno.test("JupyterLab asks nobody for news", async () => {
  await inFolder(async (root) => {
    const layout = layoutOf(root);
    await kernelStep(layout).run();
    const overrides = readJson(join(layout.jupyter, "lab", "settings", "overrides.json"));
    const settings = overrides["@jupyterlab/apputils-extension:notification"];
    assert.deepEqual([settings.fetchNews, settings.checkForUpdates], ["false", false]);
  });
});

Deno.test("reportStep() copies the template byte for byte, twice alike", async () => {
  await inFolder(async (root) => {
    const layout = layoutOf(root), step = reportStep(layout);
    const source = join(ROOT, "lib", "setup", "report_template");
    const target = join(layout.jupyter, "nbconvert", "templates", "report");
    assert.equal(step.present(), false);
    for (let i = 0; i < 2; i++) {
      await step.run();
      assert.equal(step.present(), true);
      const names = globSync("**/*.*", { cwd: source }).sort();
      assert.deepEqual(globSync("**/*.*", { cwd: target }).sort(), names);
      assert.ok(names.includes("static/report.css"));
      for (const name of names) {
        assert.deepEqual(readFileSync(join(target, name)), readFileSync(join(source, name)), name);
      }
    }
  });
});

Deno.test("the reports' template fetches nothing", () => {
  const source = join(ROOT, "lib", "setup", "report_template");
  for (const name of globSync("**/*.*", { cwd: source })) {
    assert.doesNotMatch(
      readFileSync(join(source, name), "utf8"),
      /https?:|@import|url\(["']?\//,
      name,
    );
  }
});

Deno.test("install() puts a program in place whole, over an older one, and keeps it executable", async () => {
  await inFolder(async (root) => {
    const program = join(root, "tool"), target = join(root, "new folder", "bin", "tool");
    writeFileSync(program, "#!/bin/sh\necho one\n", { mode: 0o755 });
    await install(program, target);
    writeFileSync(program, "#!/bin/sh\necho two\n");
    await install(program, target);
    assert.equal(readFileSync(target, "utf8"), "#!/bin/sh\necho two\n");
    assert.equal(statSync(target).mode & 0o111, 0o111);
    await assert.rejects(install(join(root, "missing"), target));
    assert.deepEqual(globSync("*", { cwd: dirname(target) }), ["tool"]);
    assert.ok(existsSync(target));
  });
});
