using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LagrangeMLNet.Mechanics;

/// <summary>The wording of errors that several metrics share.</summary>
[StackTraceHidden]
internal static class MechanicsThrow
{
    public static void IfLengthDiffers(int found, int expected, string name)
    {
        if (found != expected)
            Length(found, expected, name);
    }

    public static void IfNotWeight(double weight)
    {
        if (!(weight >= 0) || !double.IsFinite(weight))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight must be finite and not negative.");
    }

    public static void IfNotDamping(double damping)
    {
        if (!(damping >= 0) || !double.IsFinite(damping))
            throw new ArgumentOutOfRangeException(nameof(damping), damping, "Damping must be finite and not negative.");
    }

    public static void IfNotRetention(double retention)
    {
        if (!(retention is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(retention), retention, "Retention is a share: set it between 0 and 1.");
    }

    public static void IfNotPositive(int value, string name)
    {
        if (value < 1)
            throw new ArgumentOutOfRangeException(name, value, "At least one is needed.");
    }

    [DoesNotReturn]
    public static void NotPrepared() =>
        throw new InvalidOperationException("The metric has changed since it was last prepared: call Prepare before Apply.");

    [DoesNotReturn]
    private static void Length(int found, int expected, string name) =>
        throw new ArgumentException($"{expected} numbers are needed, but {found} were given.", name);
}
