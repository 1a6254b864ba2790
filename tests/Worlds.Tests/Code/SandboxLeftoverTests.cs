using Agentic.Testing;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Nothing beside them opens files while these run, so that open handles can be counted.</summary>
[CollectionDefinition(nameof(SandboxLeftoverTests), DisableParallelization = true)]
public sealed class AloneWithSandboxes;

/// <summary>What hostile commands leave behind on the machine: nothing.</summary>
[Collection(nameof(SandboxLeftoverTests))]
public sealed class SandboxLeftoverTests
{
    // The runtime opens some of its own when it likes; a single one left by each command is more.
    private const int SpareHandles = 8;
    private static readonly int Commands = LongRun.Count(18, 1_000);

    public static TheoryData<SandboxLayer> Strong => [SandboxLayer.Bubblewrap, SandboxLayer.Unshare];

    [Theory, MemberData(nameof(Strong))]
    public async Task A_thousand_hostile_commands_leave_the_machine_as_it_was(SandboxLayer layer)
    {
        string folder;
        string[] attempts = ["setsid sleep 4245 & exit 3", "yes", "ln -sf /etc/passwd p; mkdir -p d/e; chmod 0 d", "kill -9 -1", "head -c 20000000 /dev/zero > /tmp/z", "echo ok > a.txt"];
        using (var play = new SandboxPlay(layer, new SandboxLimits { WallClock = TimeSpan.FromSeconds(10), Processes = 16, OutputBytes = 10_000 }))
        {
            folder = play.Runner.Home.Folder;
            foreach (var attempt in attempts)
            {
                await play.ShellAsync(attempt); // what the runtime opens once is open by now
            }

            var before = SandboxHost.Snapshot();
            for (var i = 0; i < Commands; i++)
            {
                await play.ShellAsync(attempts[i % attempts.Length]);
            }

            var after = SandboxHost.Snapshot();
            Assert.Equal(before.Mounts, after.Mounts);
            Assert.InRange(after.Handles, 0, before.Handles + SpareHandles);
        }

        Assert.False(Directory.Exists(folder));
        Assert.Equal(0, SandboxHost.CountCommands("4245"));
    }
}
