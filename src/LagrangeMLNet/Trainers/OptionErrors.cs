using System.Diagnostics;
using System.Globalization;

namespace LagrangeMLNet.Trainers;

/// <summary>The wording of every complaint about an option: which property, what was found, what is allowed.</summary>
[StackTraceHidden]
internal static class OptionErrors
{
    public static void Check(bool isValid, IFormattable? value, string property, string allowed)
    {
        if (!isValid)
            throw new ArgumentOutOfRangeException(
                property, $"{property} is {value?.ToString(null, CultureInfo.InvariantCulture) ?? "null"}; allowed is {allowed}.");
    }

    public static void CheckName(string? value, string property)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentException($"{property} is {Show(value)}; allowed is the name of a column.", property);
    }

    public static void CheckOptionalName(string? value, string property)
    {
        if (value is "")
            throw new ArgumentException($"{property} is {Show(value)}; allowed is the name of a column or null.", property);
    }

    private static string Show(string? value) => value is null ? "null" : $"'{value}'";
}
