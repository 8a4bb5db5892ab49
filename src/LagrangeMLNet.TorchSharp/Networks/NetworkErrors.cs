using System.Globalization;

namespace LagrangeMLNet.Networks;

/// <summary>The wording of what goes wrong while a network is trained.</summary>
internal static class NetworkErrors
{
    public static NotSupportedException NoCuda() => new(
        "Device is Cuda, but TorchSharp finds no CUDA device: reference TorchSharp-cuda-linux or TorchSharp-cuda-windows and check the "
        + "driver, or leave Device at Automatic.");

    public static InvalidOperationException FirstLoss(double found) => new(Invariant(
        $"The loss before the first step is {found}: features or labels are too large for single precision. Scale them before training."));

    /// <summary>Whether torch's complaint is about memory, of the processor or of a device.</summary>
    public static bool IsOutOfMemory(Exception error) =>
        error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase);

    public static InvalidOperationException OutOfMemory(string device, int batch, long parameters, Exception cause) => new(
        Invariant($"The memory of the device ({device}) does not suffice for {parameters} parameters and mini-batches of {batch} rows: ")
        + "lower BatchSize or Width, or set Device to Cpu.",
        cause);

    public static InvalidOperationException OtherShape(NetworkShape found, NetworkShape expected) => new(
        $"The earlier network is of another architecture. Found {found}, expected {expected}; train it with the same options on data "
        + "prepared with the earlier model's transformer, or from scratch.");

    public static InvalidOperationException OtherSlots(string column, int found, int expected) => new(
        "The initialization predictor has different number of features than the training data. "
        + $"Found {found}, expected {expected} as in column '{column}'; prepare the data with the earlier model's transformer.");

    public static string WentBack(double epochs, double velocity, double factor) => Invariant(
        $"Learning diverged at epoch {epochs:0.##} (held-out loss {velocity:G4}): it went back to the best state, with {factor:G3} of the step length.");

    public static string GaveUp(double epochs, int halvings) => Invariant(
        $"Learning diverged at epoch {epochs:0.##} after {halvings} halvings of the step; the model is the best state that was seen. ")
        + "Look for values of very different sizes among features, labels or weights.";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
