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
        error is OutOfMemoryException
        || (error is System.Runtime.InteropServices.ExternalException && IsAboutMemory(error));

    private static bool IsAboutMemory(Exception error) =>
        error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("bad_alloc", StringComparison.OrdinalIgnoreCase);

    public static InvalidOperationException OutOfMemory(bool onProcessor, NetworkShape shape, int batch, Exception cause) => new(
        Invariant(
            $"The memory of the {(onProcessor ? "machine" : "graphics processor")} does not suffice to train {shape.Parameters} parameters ")
        + Invariant($"with mini-batches of {batch} rows: ") + Smaller(shape)
        + (onProcessor ? "." : ", or set Device to Cpu."),
        cause);

    public static InvalidOperationException TooLarge(NetworkShape shape, int batch, long needed, long available) => new(
        Invariant(
            $"The memory of the machine does not suffice to train {shape.Parameters} parameters with mini-batches of {batch} rows: they take ")
        + Invariant($"{needed >> 20} MiB at the least, and the process may use {available >> 20} MiB; ") + Smaller(shape) + ".");

    private static string Smaller(NetworkShape shape) =>
        shape.Blocks > 1 ? "lower BatchSize, Width or Blocks" : "lower BatchSize or Width";

    public static InvalidOperationException TooManyForFull(long found, int most) => new(Invariant(
        $"Metric is Full, which keeps P × P numbers, and this network has P = {found} parameters, more than {most}: set Metric to Kronecker or lower Width."));

    public static InvalidOperationException OtherShape(NetworkShape found, NetworkShape expected) => new(
        $"The earlier network is of another architecture. Found {found}, expected {expected}; train it with the same options on data "
        + "prepared with the earlier model's transformer, or from scratch.");

    public static InvalidOperationException NoNetwork(Type found) => new(
        $"The earlier model ({found.Name}) holds no LagrangianNetwork of this task: give what this trainer's Fit returned, alone or in a "
        + "chain, saved and loaded again or not; or train from scratch.");

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
