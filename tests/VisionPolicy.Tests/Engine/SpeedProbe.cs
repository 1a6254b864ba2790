namespace Agentic.VisionPolicy.Tests.Engine;
public sealed class SpeedProbe(ITestOutputHelper output)
{
    [Fact]
    public void Probe()
    {
        using var setup = new QwenChunkModelTests.Setup();
        foreach (var rows in new[] { 64, 256, 512 })
        {
            output.WriteLine($"{rows}: prefill {setup.Speed(rows, false):F0} decode {setup.Speed(rows, true):F0}");
        }
    }
}
