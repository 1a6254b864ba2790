using System.CommandLine;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>--device</c>: where a policy computes.</summary>
internal static class DeviceOption
{
    public static Option<string?> Create() => new("--device") { Description = $"where the policy computes: {ComputeDevice.Names}; a CUDA device where there is one by default" };

    /// <summary>The option as a setting over a scenario.</summary>
    public static IEnumerable<string> Settings(string? device) => device is null ? [] : [$"policy.device={YamlText.Scalar(device)}"];

    /// <summary>The device, for a call without a scenario.</summary>
    /// <exception cref="UserException">There is no such name.</exception>
    /// <exception cref="TorchRuntimeException">There is no such device here.</exception>
    public static ComputeDevice Open(string? device) => device is null || ComputeDevice.IsName(device)
        ? ComputeDevice.Of(device ?? ComputeDevice.Auto)
        : throw new UserException($"--device must be {ComputeDevice.Names}, but is '{device}'.");
}
