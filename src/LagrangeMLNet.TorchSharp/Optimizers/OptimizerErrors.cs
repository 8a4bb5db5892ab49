using System.Diagnostics;
using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>The wording of every complaint of the optimizers: what was found, what was expected, what to do.</summary>
[StackTraceHidden]
internal static class OptimizerErrors
{
    public static double Share(double value, string name) => value is >= 0 and < 1
        ? value
        : throw OutOfRange(name, value, $"{name} is a share: set it to 0 or more and below 1.");

    public static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw OutOfRange(name, value, $"{name} must be finite and not negative.");

    public static int AtLeastOne(int value, string name) => value >= 1
        ? value
        : throw OutOfRange(name, value, $"{name} must be at least 1.");

    /// <summary>A value outside its range: what is allowed, and what was found, whatever the culture.</summary>
    public static ArgumentOutOfRangeException OutOfRange(string name, double found, string allowed) =>
        new(name, FormattableString.Invariant($"{allowed} Found {found}."));

    public static ArgumentException NoParameters() => new(
        "The optimizer was given no parameters: pass module.parameters() of a module that has some.", "parameters");

    public static ArgumentException GivenTwice(int number, string shape) => new(
        $"Parameter {number}, {shape}, was given before: pass each parameter once, in one group.", "parameters");

    public static NotSupportedException DataType(int number, string shape, torch.ScalarType type) => new(
        $"Parameter {number}, {shape}, is of type {type}: only Float64, Float32, Float16 and BFloat16 can be learnt. Freeze it or convert "
        + "the module.");

    public static ArgumentException TooManyForFull(long found, int most) => new(
        $"The full metric keeps P × P numbers, and this group has P = {found} parameters, more than MaximumParameters = {most}: " +
        "use LagrangianOptimizer.Kronecker, or raise MaximumParameters if there is memory for the matrix.",
        "parameters");

    public static NotSupportedException MixedDevices() => new(
        "The full metric needs all parameters of a group on one device: make a group for each device.");

    public static InvalidOperationException NeverObserved() => new(
        "Information is Exact, but no sampled gradient was seen: call ObserveFisher with a loss on labels drawn from the model " +
        "(ModelSample) before step, or set Information to Empirical.");

    public static NotFiniteGradientException NotFinite(int number, string shape, int steps) => new(
        $"The gradient of parameter {number}, {shape}, held a NaN or an infinity in {steps} steps in a row; each was skipped and the " +
        "parameters are as before them. Check the data and the loss, or set a smaller learning rate.");

    public static InvalidDataException CheckpointShape(string found, string expected) => new(
        $"The checkpoint is of another architecture: it has the state of a parameter of shape {found} where this optimizer has {expected}. "
        + "" +
        "Load it into an optimizer of the same module, with the groups in the same order.");

    public static InvalidDataException CheckpointStructure(string found, string expected) => new(
        $"The checkpoint was written with the {found} metric, but this optimizer has the {expected} one: make the optimizer as it was "
        + "saved.");

    public static InvalidDataException CheckpointUnreadable(Exception inner) => new(
        "The checkpoint cannot be read: it is cut off, was not written by a LagrangianOptimizer, or belongs to other parameters or groups. "
        + "" +
        $"The optimizer is as it was. ({inner.Message})",
        inner);

    public static ArgumentException OtherKind(Type found) => new(
        $"Options or state of a LagrangianOptimizer are needed, but {found.Name} was given.");

    public static string Show(ReadOnlySpan<long> shape) => $"[{string.Join(" × ", shape.ToArray())}]";
}

/// <summary>Gradients were not finite too often: for those who can go back to an earlier state.</summary>
internal sealed class NotFiniteGradientException(string message) : InvalidOperationException(message);

/// <summary>Carries what is to be said of a saved state of another optimizer past TorchSharp's reading of it.</summary>
internal sealed class OtherStateException(InvalidDataException complaint) : Exception(complaint.Message, complaint)
{
    public InvalidDataException Complaint => complaint;
}
