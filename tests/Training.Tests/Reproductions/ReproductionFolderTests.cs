using Agentic.Training.Reproductions;

namespace Agentic.Training.Tests.Reproductions;

/// <summary>What an experiment leaves on disk, and how it goes on.</summary>
public sealed class ReproductionFolderTests : IDisposable
{
    private static readonly Reproduction Experiment = new("e", "Title", "the setting", [new Claim("c", "a exceeds b", "a", "b")], _ => new Dictionary<string, double>());
    private readonly string _path = Directory.CreateTempSubdirectory("agentic-reproduction-").FullName;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public void Seeds_come_back_to_the_bit_with_curves_and_episodes()
    {
        var folder = ReproductionFolder.Begin(_path, Experiment);
        folder.Add(Outcome(2, 1 / 3.0));
        folder.Add(Outcome(1, double.NaN));
        var again = ReproductionFolder.Resume(_path, Experiment).Done;

        Assert.Equal([1ul, 2ul], again.Select(outcome => outcome.Seed));
        Assert.Equal((double.NaN, 1 / 3.0), (again[0].Measures["a"], again[1].Measures["a"]));
        Assert.Equal([0.1, double.NaN], again[1].Curves["arm"]);
        Assert.Equal([new SketchLine("says", "\"north\"\n")], again[1].Examples["arm"].Lines);
    }

    [Fact]
    public void A_torn_line_is_cut_and_its_seed_is_missing_again()
    {
        var folder = ReproductionFolder.Begin(_path, Experiment);
        folder.Add(Outcome(1, 1));
        File.AppendAllText(Seeds, "{\"seed\":2,\"seco");
        var again = ReproductionFolder.Resume(_path, Experiment);
        Assert.Equal(1ul, again.Done.Single().Seed);
        again.Add(Outcome(2, 2));
        Assert.Equal(2, ReproductionFolder.Resume(_path, Experiment).Done.Count);
    }

    [Fact]
    public void Claims_cannot_change_once_data_were_seen()
    {
        ReproductionFolder.Begin(_path, Experiment).Add(Outcome(1, 1));
        Assert.Throws<IOException>(() => ReproductionFolder.Begin(_path, Experiment));
        foreach (var changed in (Reproduction[])[
            Experiment with { Setting = "another" }, Experiment with { Claims = [new Claim("c", "a exceeds b", "b", "a")] }, Experiment with { Claims = [.. Experiment.Claims, .. Experiment.Claims] }])
        {
            Assert.Contains("Claims are not changed once their data were seen", Assert.Throws<InvalidDataException>(() => ReproductionFolder.Resume(_path, changed)).Message);
        }

        // Words may not move from one part to the next.
        Assert.NotEqual(ClaimFile.Digest(Experiment with { Id = "ee", Setting = "x" }), ClaimFile.Digest(Experiment with { Id = "e", Setting = "ex" }));
    }

    [Theory]
    [InlineData("nonsense", "line 2")]
    [InlineData("{\"seed\":3}", "line 2")]
    [InlineData("{\"seed\":1,\"seconds\":0,\"measures\":{},\"curves\":{},\"examples\":{}}", "seed 1 is there twice")]
    public void A_line_that_cannot_be_used_is_named(string line, string said)
    {
        ReproductionFolder.Begin(_path, Experiment).Add(Outcome(1, 1));
        File.AppendAllText(Seeds, line + "\n");
        Assert.Contains(said, Assert.Throws<InvalidDataException>(() => ReproductionFolder.Resume(_path, Experiment)).Message);
    }

    [Fact]
    public void What_all_seeds_begin_from_is_made_once_and_anew_where_it_was_stopped()
    {
        var made = 0;
        var prepared = Experiment with
        {
            Prepare = start =>
            {
                var path = start.Folder;
                Assert.Empty(Directory.EnumerateFiles(path));
                File.WriteAllText(Path.Combine(path, "weights"), $"{++made}");
                if (made == 1)
                {
                    throw new OperationCanceledException();
                }
            },
        };
        var folder = ReproductionFolder.Begin(_path, prepared);
        Assert.Throws<OperationCanceledException>(() => folder.Prepare(prepared, _ => { }, CancellationToken.None));
        var start = folder.Prepare(prepared, _ => { }, CancellationToken.None)!;
        Assert.Equal((start, "2"), (folder.Prepare(prepared, _ => { }, CancellationToken.None), File.ReadAllText(Path.Combine(start, "weights"))));
        Assert.Null(folder.Prepare(Experiment, _ => { }, CancellationToken.None));
    }

    private string Seeds => Path.Combine(_path, "seeds.jsonl");

    private static SeedOutcome Outcome(ulong seed, double a) => new(
        seed, 1, new Dictionary<string, double> { ["a"] = a }, new Dictionary<string, IReadOnlyList<double>> { ["arm"] = [0.1, double.NaN] },
        new Dictionary<string, EpisodeSketch> { ["arm"] = new([new SketchLine("says", "\"north\"\n")], "solved", 1) });
}
