using Agentic.Testing;
using Agentic.Training.Checkpoints;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests.Checkpoints;

public sealed class CheckpointFolderTests
{
    [Fact]
    public void Flipped_byte_is_named_and_the_older_checkpoint_is_used()
    {
        using var run = new TemporaryFolder();
        Write(run, 1);
        var damaged = Write(run, 2).Require("actor/huggingface/config.json");
        Assert.Equal(2, CheckpointFolder.Latest(run.Path, out var none)!.Step);
        Assert.Empty(none);

        File.WriteAllText(damaged, "{3}");
        Assert.Equal(1, CheckpointFolder.Latest(run.Path, out var problems)!.Step);
        Assert.Contains("actor/huggingface/config.json: expected SHA-256", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Killed_writer_leaves_only_what_the_next_start_removes()
    {
        using var run = new TemporaryFolder();
        Write(run, 1);
        Assert.Throws<IOException>(() => CheckpointFolder.Write(run.Path, 2, _ => throw new IOException("killed"), [], []));
        Assert.Equal(1, CheckpointFolder.Latest(run.Path, out var problems)!.Step);
        Assert.Empty(problems);
        CheckpointFolder.RemoveUnfinished(run.Path);
        Assert.Equal("global_step_1", Path.GetFileName(Assert.Single(Directory.GetDirectories(run.File("checkpoints")))));
    }

    [Fact]
    public void A_checkpoint_that_was_being_replaced_comes_back_unless_its_successor_is_there()
    {
        using var run = new TemporaryFolder();
        var root = Path.GetDirectoryName(Write(run, 1).Location)!;
        var place = Path.Combine(root, "global_step_1");

        // Killed between the two renames: neither stands under its name.
        Directory.Move(place, place + ".replaced");
        Directory.CreateDirectory(place + ".partial");
        Assert.Null(CheckpointFolder.Latest(run.Path, out _));
        CheckpointFolder.RemoveUnfinished(run.Path);
        Assert.Equal(1, CheckpointFolder.Latest(run.Path, out _)!.Step);
        Assert.Equal([place], Directory.GetDirectories(root));

        // Killed after both.
        Directory.CreateDirectory(place + ".replaced");
        CheckpointFolder.RemoveUnfinished(run.Path);
        Assert.Equal(1, CheckpointFolder.Latest(run.Path, out _)!.Step);
        Assert.Equal([place], Directory.GetDirectories(root));

        Write(run, 1);
        Assert.Equal([place], Directory.GetDirectories(root));
    }

    [Fact]
    public void Only_the_newest_are_kept_by_number_not_by_name()
    {
        using var run = new TemporaryFolder();
        foreach (var step in (long[])[8, 9, 10])
        {
            Write(run, step);
        }

        var kept = Directory.GetDirectories(run.File("checkpoints")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
        Assert.Equal("global_step_10 global_step_9", string.Join(' ', kept));
    }

    [Fact]
    public void Missing_folder_and_missing_file_are_told()
    {
        using var run = new TemporaryFolder();
        Assert.Null(CheckpointFolder.Latest(run.Path, out _));
        Assert.Throws<CheckpointException>(() => CheckpointFolder.Verify(run.File("none")));
        var checkpoint = Write(run, 1);
        File.Delete(checkpoint.Require("rng.json"));
        Assert.Throws<CheckpointException>(() => checkpoint.Require("rng.json"));
        Assert.Contains("rng.json: the file is missing", Assert.Single(CheckpointFolder.Verify(checkpoint.Location)), StringComparison.Ordinal);
    }

    private static CheckpointFolder Write(TemporaryFolder run, long step) => CheckpointFolder.Write(run.Path, step,
        actor => File.WriteAllText(Path.Combine(actor, "config.json"), "{1}"), [TensorData.Of("m", [1], [0.5f])], []);
}
