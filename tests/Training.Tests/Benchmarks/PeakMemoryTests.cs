using Agentic.Training.Benchmarks;

namespace Agentic.Training.Tests.Benchmarks;

public sealed class PeakMemoryTests
{
    [Theory]
    [InlineData("VmHWM:\t    2048 kB", 2)]
    [InlineData("VmHWM:\t10485760 kB", 10240)]
    public void Kibibytes_are_read_with_and_without_spaces_before_them(string line, double expected) => Assert.Equal(expected, PeakMemory.Read(line));

    [Fact]
    public void The_process_has_a_peak() => Assert.InRange(PeakMemory.MiB(), 1, 1 << 20);
}
