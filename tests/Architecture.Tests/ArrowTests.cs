using System.Text.RegularExpressions;

namespace Agentic.Architecture.Tests;

public sealed partial class ArrowTests
{
    [Theory]
    [InlineData("Agents", "")]
    [InlineData("Worlds", "Agents")]
    [InlineData("VisionPolicy", "Agents")]
    [InlineData("Training", "VisionPolicy Worlds")]
    [InlineData("Viewer", "Agents")]
    [InlineData("Cli", "Training Viewer")]
    public void A_project_refers_to_these_and_to_no_other(string project, string expected) =>
        Assert.Equal(expected, string.Join(' ', Repository.Includes($"src/{project}/{project}.csproj", "ProjectReference")));

    [Fact]
    public void The_table_names_every_project() =>
        Assert.Equal(
            ["Agents", "Cli", "Training", "Viewer", "VisionPolicy", "Worlds"],
            Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Fact]
    public void The_engine_needs_only_the_base_library_and_MessagePack() =>
        Assert.Equal(["MessagePack"], Repository.Includes("src/Agents/Agents.csproj", "PackageReference"));

    [Fact]
    public void Only_VisionPolicy_and_Training_know_TorchSharp() =>
        Assert.DoesNotContain(Repository.Sources("src"), file =>
            !file.StartsWith("src/VisionPolicy/", StringComparison.Ordinal) && !file.StartsWith("src/Training/", StringComparison.Ordinal)
            && UsesTorch().IsMatch(Repository.Read(file)));

    // A world's namespace is Agentic.Worlds.<World>; shared helpers live in Agentic.Worlds itself. The index and its retrievers are no world:
    // they are built and served without one. Nor is the sandbox, which is looked at without one.
    [Fact]
    public void Only_recipes_and_the_catalogue_name_concrete_worlds() =>
        Assert.DoesNotContain(Repository.Sources("src"), file =>
            !file.StartsWith("src/Worlds/", StringComparison.Ordinal) && !file.StartsWith("src/Training/Recipes/", StringComparison.Ordinal)
            && NamesWorld().IsMatch(Repository.Read(file)));

    [Fact]
    public void Contracts_stand_in_one_flat_namespace() =>
        Assert.DoesNotContain(Repository.Sources("src/Agents"), file => !Repository.Read(file).Contains("namespace Agentic.Agents;", StringComparison.Ordinal));

    [GeneratedRegex(@"\bTorchSharp\b")]
    private static partial Regex UsesTorch();

    [GeneratedRegex(@"using Agentic\.Worlds\.(?!Search\.(Index|Retrieval);|Code\.Sandbox;)\w|\bWorlds\.(Maze|NumberLine|EzPoints|Points24|Blackjack|Gui|Connect|Search(?!\.(Index|Retrieval))|Code(?!\.Sandbox))\b")]
    private static partial Regex NamesWorld();
}
