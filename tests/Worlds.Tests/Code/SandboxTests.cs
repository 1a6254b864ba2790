using System.Buffers.Binary;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Tests.Code;

/// <summary>What a sandbox says about a command, and which layer it takes.</summary>
public sealed class SandboxTests
{
    [Theory]
    [InlineData("exit 3", "exit", 3)]
    [InlineData("kill -SEGV $$", "signal", 139)]
    [InlineData("no-such-program", "exit", 127)]
    [InlineData("ulimit -t 1; while :; do :; done", "signal", 137)]
    public async Task The_end_of_a_command_is_typed(string script, string name, int code)
    {
        using var play = new SandboxPlay(SandboxLayer.Bubblewrap);
        var (outcome, _) = await play.ShellAsync(script);
        Assert.True(outcome.Name == name || outcome is SandboxOutcome.TimedOut, $"{outcome}");
        Assert.True(outcome.ShellCode == code || outcome is SandboxOutcome.TimedOut, $"{outcome}");
    }

    [Fact]
    public async Task A_sandbox_that_cannot_be_set_up_is_a_fault_and_not_an_exit_code()
    {
        using var play = new SandboxPlay(SandboxLayer.Bubblewrap);
        var fault = await Assert.ThrowsAsync<SandboxFaultException>(() => play.ShellAsync("exit 0", tree: "/nowhere/at/all"));
        Assert.Contains("/nowhere/at/all", fault.Message);
        Assert.True(fault.IsRetryable);
    }

    [Fact]
    public async Task Without_a_layer_nothing_runs_and_the_message_names_the_way_out()
    {
        using var runner = new SandboxRunner(SandboxLayer.None, TimeProvider.System);
        var fault = await Assert.ThrowsAsync<SandboxFaultException>(() => runner.RunAsync(new SandboxCommand { Arguments = ["true"] }, CancellationToken.None));
        Assert.Contains("apt-get install -y bubblewrap", fault.Message);
        Assert.False(fault.IsRetryable);
    }

    [Fact]
    public void The_weak_layer_is_taken_only_by_name()
    {
        Assert.NotEqual(SandboxLayer.Weak, SandboxProbe.Look(allowWeak: false).Layer);
        Assert.Null(SandboxProbe.Try(SandboxLayer.Weak));
    }

    [Fact]
    public void The_filter_is_well_formed_and_every_jump_stays_inside()
    {
        var bytes = SeccompFilter.Compile();
        Assert.Equal(0, bytes.Length % 8);
        var count = bytes.Length / 8;
        Assert.InRange(count, 20, 4096);
        for (var i = 0; i < count; i++)
        {
            var code = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(i * 8));
            if ((code & 7) == 5)
            {
                Assert.InRange(i + 1 + Math.Max(bytes[(i * 8) + 2], bytes[(i * 8) + 3]), 0, count - 1);
            }
        }

        Assert.Equal(0x7FFF0000u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4)));
    }

    [Fact]
    public async Task A_cancelled_command_is_dead()
    {
        using var play = new SandboxPlay(SandboxLayer.Bubblewrap);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => play.Runner.RunAsync(
            new SandboxCommand { Arguments = ["sleep", "4246"], Tree = play.Tree }, soon.Token));

        // The kernel takes its time to clear away what was killed.
        Assert.True(SpinWait.SpinUntil(() => SandboxHost.CountCommands("4246") == 0, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Standard_input_and_read_only_files_arrive()
    {
        using var play = new SandboxPlay(SandboxLayer.Bubblewrap);
        var given = Path.Combine(play.Runner.Home.Folder, "given");
        await File.WriteAllTextAsync(given, "beta");
        var result = await play.Runner.RunAsync(
            new SandboxCommand { Arguments = ["sh", "-c", "cat; cat /given; echo x > /given"], Tree = play.Tree, Input = "gamma "u8.ToArray(), ReadOnly = [(given, "/given")] },
            TestContext.Current.CancellationToken);
        Assert.Equal("gamma beta", System.Text.Encoding.UTF8.GetString(result.Output));
        Assert.Equal("beta", await File.ReadAllTextAsync(given));
    }
}
