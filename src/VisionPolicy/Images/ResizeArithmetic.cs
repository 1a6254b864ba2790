namespace Agentic.VisionPolicy;

/// <summary>Whose fixed-point arithmetic resizing follows, bit for bit.</summary>
public enum ResizeArithmetic
{
    /// <summary>PyTorch on 8-bit tensors: weights of 16 bits. The torchvision backend, which transformers 5 takes unless told otherwise.</summary>
    Torch,

    /// <summary>Pillow: weights with 22 fraction bits. The older backend of transformers.</summary>
    Pillow,
}
