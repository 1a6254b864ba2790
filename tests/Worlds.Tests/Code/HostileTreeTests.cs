using System.Diagnostics;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Trees whose names are too long, no text, or locked: they are counted, read back and removed like any other.</summary>
public sealed class HostileTreeTests
{
    private const string Deep = "python3 -c \"import os\nfor i in range(150): os.mkdir('a' * 200); os.chdir('a' * 200)\nopen('end', 'w').close()\"";

    public static TheoryData<string> Attempts => new(
        Deep,
        "touch \"$(printf '\\377')\" \"$(printf 'a\\nb')\"; mkdir \"$(printf '\\376')\"; touch \"$(printf '\\376/\\377')\"",
        "mkdir -p locked/inner; echo x > locked/inner/file; chmod 0 locked/inner locked",
        "mkdir d; for i in 1 2 3; do ln -s / d/l$i; ln a.txt d/h$i; done; ln -s d round; ln -s nowhere \"$(printf '\\375')\"",
        $"mkdir -p locked/in; cd locked/in; {Deep}; cd ../..; chmod 0 locked");

    [Theory, MemberData(nameof(Attempts))]
    public async Task They_are_gone_when_the_sandbox_is(string script)
    {
        using var play = Play();
        var (outcome, said) = await play.ShellAsync(script);
        Assert.True(outcome is SandboxOutcome.Exited { Code: 0 }, $"{outcome.Name}: {said}");
        WorkingTrees.SetTimes(play.Tree);
        _ = TreeFiles.Read(play.Tree, new SandboxLimits());
        TreeRemoval.Remove(play.Tree);
        Assert.False(Directory.Exists(play.Tree));
        Assert.True(Directory.Exists("/etc") && Directory.EnumerateFileSystemEntries("/etc").Any());
    }

    [Fact]
    public async Task A_home_whose_owner_died_is_swept_and_one_in_use_is_not()
    {
        using var play = Play();
        await play.ShellAsync(Deep);
        var dead = play.Runner.Home.Folder + "0";
        Directory.CreateDirectory(dead);
        Directory.Move(play.Tree, Path.Combine(dead, "tree"));
        using (new SandboxHome())
        {
            Assert.False(Directory.Exists(dead));
            Assert.True(Directory.Exists(play.Runner.Home.Folder));
        }
    }

    [Theory]
    [InlineData("names that are no text", "n=$(printf '\\377'); touch \"$n\"; mkdir d; for i in $(seq 30); do head -c 1000000 /dev/zero > \"d/$n$i\"; done; sleep 20")]
    [InlineData("files without a name", "python3 -c \"import os, time\nkept = []\nfor i in range(30):\n    kept.append(open('f', 'wb')); kept[-1].write(b'0' * 1000000); kept[-1].flush(); os.unlink('f')\ntime.sleep(20)\"")]
    [InlineData("a folder that is locked", "mkdir d; cd d; chmod 300 . ..; for i in $(seq 30); do head -c 1000000 /dev/zero > $i; done; sleep 20")]
    [InlineData("folders deeper than anybody looks", "python3 -c \"import os, time\nfor i in range(150): os.mkdir('a'); os.chdir('a')\nfor i in range(30): open(str(i), 'wb').write(b'0' * 1000000)\ntime.sleep(20)\"")]
    public async Task A_tree_that_grows_is_ended_however_it_hides(string way, string script)
    {
        using var play = Play(new SandboxLimits { TreeBytes = 10 << 20, WallClock = TimeSpan.FromSeconds(15) });
        var (outcome, said) = await play.ShellAsync(script);
        Assert.True(outcome is SandboxOutcome.OutputLimit, $"{way}: {outcome.Name} {said}");
    }

    [Fact]
    public async Task Memory_of_what_a_thread_started_counts()
    {
        using var play = Play(new SandboxLimits { MemoryBytes = 200 << 20, WallClock = TimeSpan.FromSeconds(15) });
        var (outcome, said) = await play.ShellAsync(
            "python3 -c \"import os, threading, time\ndef work():\n    for i in range(4):\n        if os.fork() == 0:\n            held = b'x' * (90 << 20); time.sleep(20)\n    time.sleep(20)\nthreading.Thread(target=work).start()\"");
        Assert.True(outcome is SandboxOutcome.OutOfMemory, $"{outcome.Name} {said}");
    }

    private static SandboxPlay Play(SandboxLimits? limits = null)
    {
        Assert.SkipWhen(SandboxPrograms.Python is null, "There is no Python below /usr.");
        return new SandboxPlay(SandboxLayer.Bubblewrap, limits);
    }

    [Fact]
    public async Task Nothing_writes_any_more_when_a_cancelled_command_has_thrown()
    {
        using var play = new SandboxPlay(SandboxLayer.Bubblewrap);
        for (var round = 0; round < 5; round++)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(400));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => play.Runner.RunAsync(
                new SandboxCommand { Arguments = ["sh", "-c", "while true; do echo x >> a.txt; done"], Tree = play.Tree }, soon.Token));
            var size = new FileInfo(Path.Combine(play.Tree, "a.txt")).Length;
            var watch = Stopwatch.StartNew();
            SpinWait.SpinUntil(() => watch.ElapsedMilliseconds > 60);
            Assert.Equal(size, new FileInfo(Path.Combine(play.Tree, "a.txt")).Length);
        }
    }
}
