namespace LagrangeMLNet.Networks;

/// <summary>Where a network is trained. It is scored by the ONNX runtime, wherever it was trained.</summary>
public enum NetworkDevice
{
    /// <summary>On the graphics processor if TorchSharp finds one, else on the processor.</summary>
    Automatic,

    /// <summary>On the processor: repeatable bit for bit.</summary>
    Cpu,

    /// <summary>On the first CUDA device.</summary>
    Cuda,
}
