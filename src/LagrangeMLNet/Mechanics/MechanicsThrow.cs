using System.Diagnostics;

namespace LagrangeMLNet.Mechanics;

/// <summary>The wording of errors.</summary>
[StackTraceHidden]
internal static class MechanicsThrow
{
    /// <summary>An argument outside its range: what is allowed, and what was found, whatever the culture.</summary>
    public static ArgumentOutOfRangeException OutOfRange(string name, double found, string allowed) =>
        new(name, FormattableString.Invariant($"{allowed} Found {found}."));
}
