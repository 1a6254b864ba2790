using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Gui;

/// <summary>A task on a page.</summary>
/// <param name="Site"><c>mini</c>, <c>apps</c> or <c>miniwob</c>.</param>
/// <param name="Page">The page's name.</param>
/// <param name="Template">The kind of task on it; "" for the only one, and for MiniWoB++.</param>
/// <param name="Instance">The instance as canonical JSON; "" for MiniWoB++, whose pages make their own.</param>
/// <param name="Theme">How the page looks.</param>
/// <param name="PageSeed">The seed that a MiniWoB++ page makes its instance from; 0 elsewhere.</param>
public sealed record GuiTask(string Site, string Page, string Template, string Instance, string Theme, uint PageSeed)
{
    /// <summary>The name of the world.</summary>
    public const string World = "gui";

    /// <summary>Raised whenever the same seed and actions no longer give the same bytes.</summary>
    public const int Version = 1;

    /// <summary>The task as the engine knows it.</summary>
    /// <param name="seed">What it was made from.</param>
    /// <param name="features">What was measured on it.</param>
    public TaskInstance ToInstance(ulong seed, ImmutableSortedDictionary<string, double> features) => new()
    {
        World = World,
        WorldVersion = Version,
        Seed = seed,
        State = JsonText.Object(json =>
        {
            json.WriteString("site", Site);
            json.WriteString("page", Page);
            if (Site == GuiOptions.Miniwob)
            {
                json.WriteNumber("seed", PageSeed);
                return;
            }

            json.WriteString("template", Template);
            json.WritePropertyName("instance");
            json.WriteRawValue(Instance);
            json.WriteString("theme", Theme);
        }),
        Payload = this,
        CanonicalForm = Site == GuiOptions.Miniwob
            ? string.Create(CultureInfo.InvariantCulture, $"{Site}/{Page} {PageSeed}")
            : $"{Site}/{Page}/{Template} {Instance}",
        Features = features,
    };

    /// <summary>The fields of an explicit task.</summary>
    public static ImmutableArray<(string Field, string Meaning)> Fields { get; } =
    [
        ("site", "mini, apps or miniwob"),
        ("page", "a page of the site"),
        ("template", "a kind of task on the page; \"\" for the only one"),
        ("instance", "what the page's task module makes: an object, kept in canonical form"),
        ("theme", "how the page looks; one of its themes"),
        ("seed", "for miniwob instead of template, instance and theme: what the page makes its instance from, 0 to 2147483647"),
    ];
}
