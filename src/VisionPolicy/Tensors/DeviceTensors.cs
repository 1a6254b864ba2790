using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>The program's arrays on a device, and a device's numbers in arrays: the one place where a tensor of the policy comes into being, and where its numbers come home.</summary>
/// <remarks>To CUDA, arrays travel through pinned memory without being waited for; libtorch keeps such a piece until the device has read it.</remarks>
public static class DeviceTensors
{
    /// <summary>An array as a tensor of one axis.</summary>
    public static Tensor Put(this ComputeDevice device, long[] values) => device.Send(tensor(values, device: CPU));

    /// <summary>An array as a tensor of a shape.</summary>
    public static Tensor Put(this ComputeDevice device, long[] values, params ReadOnlySpan<long> shape) => device.Send(tensor(values, shape, device: CPU));

    /// <summary>An array as a tensor of one axis.</summary>
    public static Tensor Put(this ComputeDevice device, float[] values) => device.Send(tensor(values, device: CPU));

    /// <summary>An array as a tensor of a shape.</summary>
    public static Tensor Put(this ComputeDevice device, float[] values, params ReadOnlySpan<long> shape) => device.Send(tensor(values, shape, device: CPU));

    /// <summary>An array as a tensor of a shape.</summary>
    public static Tensor Put(this ComputeDevice device, bool[] values, params ReadOnlySpan<long> shape) => device.Send(tensor(values, shape, device: CPU));

    /// <summary>float64 numbers that a script reads as plain numbers. On the processor wherever the policy lives: reading them must not wait for a device.</summary>
    public static Tensor Numbers(params double[] values) => tensor(values, device: CPU);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(this ComputeDevice device, ReadOnlySpan<long> shape, ScalarType type = ScalarType.Float32) => zeros(shape, type, device.Torch);

    /// <summary>A tensor that is written before it is read.</summary>
    public static Tensor Empty(this ComputeDevice device, ReadOnlySpan<long> shape, ScalarType type = ScalarType.Float32) => empty(shape, type, device.Torch);

    /// <summary>A tensor of the processor on the device; the argument itself where it is there.</summary>
    public static Tensor Take(this ComputeDevice device, Tensor values)
    {
        if (values.device_type == device.Torch.type)
        {
            return values;
        }

        if (!device.IsCuda)
        {
            return values.to(device.Torch);
        }

        using var pinned = values.pin_memory();
        return pinned.to(device.Torch, non_blocking: true);
    }

    /// <summary>A tensor's numbers on the processor, without a graph; the device is waited for. The caller disposes it.</summary>
    public static Tensor Home(this Tensor values)
    {
        using var plain = values.detach();
        return plain.device_type == DeviceType.META ? zeros(plain.shape, plain.dtype, device: CPU) : plain.cpu();
    }

    /// <summary>All numbers of a tensor, in order, wherever it lives; the device is waited for.</summary>
    /// <typeparam name="T">The tensor's own type.</typeparam>
    public static T[] Read<T>(this Tensor values)
        where T : unmanaged
    {
        using var home = values.Home();
        return home.data<T>().ToArray();
    }

    /// <summary>A tensor of one number, in float64; the device is waited for.</summary>
    public static double ReadNumber(this Tensor value)
    {
        using var plain = value.detach();
        using var wide = plain.to(ScalarType.Float64);
        return wide.Read<double>()[0];
    }

    private static Tensor Send(this ComputeDevice device, Tensor values)
    {
        var sent = device.Take(values);
        if (!ReferenceEquals(sent, values))
        {
            values.Dispose();
        }

        return sent;
    }
}
