using Agentic.Testing;

namespace Agentic.Worlds.Tests.Gui;

/// <summary>Folders laid out like the html folder of a MiniWoB++ checkout, with pages of our own that speak its protocol.</summary>
internal static class MiniwobFolders
{
    /// <summary>Our mini pages, moved to where the tasks of a checkout are.</summary>
    public static string Mini(TemporaryFolder folder, params string[] pages)
    {
        var scenarios = Path.Combine(Root(), "scenarios", "gui");
        Directory.CreateDirectory(folder.File("html", "core"));
        Directory.CreateDirectory(folder.File("html", "miniwob"));
        Directory.CreateDirectory(folder.File("html", "kit"));
        foreach (var file in Directory.GetFiles(Path.Combine(scenarios, "kit")))
        {
            File.Copy(file, folder.File("html", "kit", Path.GetFileName(file)));
        }

        foreach (var page in pages)
        {
            foreach (var script in new[] { "task.js", "page.js" })
            {
                File.Copy(Path.Combine(scenarios, "mini", page, script), folder.File("html", "core", $"{page}-{script}"));
            }

            var html = File.ReadAllText(Path.Combine(scenarios, "mini", page, "index.html"));
            File.WriteAllText(folder.File("html", "miniwob", $"{page}.html"), html
                .Replace("../../kit/", "../kit/", StringComparison.Ordinal)
                .Replace("\"task.js\"", $"\"../core/{page}-task.js\"", StringComparison.Ordinal)
                .Replace("\"page.js\"", $"\"../core/{page}-page.js\"", StringComparison.Ordinal));
        }

        return folder.Path;
    }

    /// <summary>Pages that do what is said when they are clicked; the button solves the task.</summary>
    public static string Clicking(TemporaryFolder folder, params (string Name, string Script)[] pages)
    {
        Directory.CreateDirectory(folder.File("core"));
        Directory.CreateDirectory(folder.File("miniwob"));
        foreach (var (name, script) in pages)
        {
            File.WriteAllText(folder.File("miniwob", $"{name}.html"), $$"""
                <!doctype html><body style="margin:0;height:210px"><div id="area" style="height:150px">click</div><button id="done" style="height:40px;width:160px">done</button>
                <script>
                Math.seedrandom = () => {};
                var WOB_REWARD_GLOBAL = 0, WOB_RAW_REWARD_GLOBAL = 0, WOB_DONE_GLOBAL = false, WOB_TASK_READY = true;
                var core = {
                  EPISODE_MAX_TIME: 10000,
                  startEpisodeReal() { WOB_DONE_GLOBAL = false; WOB_RAW_REWARD_GLOBAL = 0; },
                  getUtterance: () => "Click done.",
                };
                document.getElementById("done").onclick = () => { WOB_RAW_REWARD_GLOBAL = 1; WOB_REWARD_GLOBAL = 1; WOB_DONE_GLOBAL = true; };
                document.getElementById("area").onclick = () => { {{script}} };
                </script>
                """);
        }

        return folder.Path;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Agentic.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}
