using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Experiments;

/// <summary>The wording of errors that several metrics share.</summary>
[StackTraceHidden]
internal static class MetricThrow
{
    public static void IfLengthDiffers(int found, int expected, string name)
    {
        if (found != expected)
            Length(found, expected, name);
    }

    public static void IfNotWeight(double weight)
    {
        if (!(weight >= 0) || !double.IsFinite(weight))
            throw OutOfRange(nameof(weight), weight, "A weight must be finite and not negative.");
    }

    public static void IfNotDamping(double damping)
    {
        if (!(damping >= 0) || !double.IsFinite(damping))
            throw OutOfRange(nameof(damping), damping, "Damping must be finite and not negative.");
    }

    public static void IfNotRetention(double retention)
    {
        if (!(retention is >= 0 and <= 1))
            throw OutOfRange(nameof(retention), retention, "Retention is a share: set it between 0 and 1.");
    }

    public static void IfNotPositive(int value, string name)
    {
        if (value < 1)
            throw OutOfRange(name, value, "At least one is needed.");
    }

    /// <summary>An argument outside its range: what is allowed, and what was found, whatever the culture.</summary>
    public static ArgumentOutOfRangeException OutOfRange(string name, double found, string allowed) =>
        MechanicsThrow.OutOfRange(name, found, allowed);

    [DoesNotReturn]
    public static void NotPrepared() =>
        throw new InvalidOperationException("The metric has changed since it was last prepared: call Prepare before Apply.");

    [DoesNotReturn]
    private static void Length(int found, int expected, string name) =>
        throw new ArgumentException($"{expected} numbers are needed, but {found} were given.", name);
}
