using TorchSharp;

namespace LagrangeMLNet.Networks;

/// <summary>Finds the device to train on.</summary>
internal static class TrainingDevice
{
    public static torch.Device Choose(NetworkDevice device)
    {
        Runtime.TorchRuntime.EnsureAvailable();
        bool hasCuda = device != NetworkDevice.Cpu && torch.cuda.is_available();
        if (device == NetworkDevice.Cuda && !hasCuda)
            throw NetworkErrors.NoCuda();
        return hasCuda ? torch.CUDA : torch.CPU;
    }
}
