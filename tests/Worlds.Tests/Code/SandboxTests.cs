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
    public async Task Standard_input_arrives_and_ends()
    {
        using var play = new SandboxPlay(SandboxLayer.Bubblewrap);
        var result = await play.Runner.RunAsync(
            new SandboxCommand { Arguments = ["sh", "-c", "cat; echo beta"], Tree = play.Tree, Input = "gamma "u8.ToArray() }, TestContext.Current.CancellationToken);
        Assert.Equal("gamma beta\n", System.Text.Encoding.UTF8.GetString(result.Output));
    }

    [Theory]
    [InlineData("         0       1000          1", 0, true)]
    [InlineData("         0       1000          1", 59_999, false)]
    [InlineData("         0       1000          1\n         1     100000      65536", 59_999, true)]
    [InlineData("         0          0 4294967295", 59_999, true)]
    public void A_namespace_knows_the_users_that_are_mapped(string map, int id, bool isKnown) => Assert.Equal(isKnown, IdMap.Has(map.Split('\n'), id));

    [Fact]
    public void What_a_user_runs_is_counted_with_its_threads()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Assert.InRange(UserTasks.Count(), process.Threads.Count - 5, 1_000_000);
        Assert.True(process.Threads.Count > 5);
    }
}
